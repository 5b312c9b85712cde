"""What an evaluation asks, what its answers give and what lacks: pure rules, written twice.

Each module has its twin in `hors_ligne/regles/`, in JavaScript, for the offline application; both read the same data
files and run the same vectors (`tests/evaluations/`).
"""
