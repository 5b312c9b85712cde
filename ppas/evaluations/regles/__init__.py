"""The rules of orders and evaluations: pure, without a model.

What an evaluation asks, what its answers give and what lacks (`formulaire`, `valeurs`, `gir`, `plan`) is written twice:
these have a twin in `hors_ligne/regles/`, in JavaScript, for the offline application; both read the same data files and
run the same vectors (`tests/evaluations/`). The others run on the server only.
"""
