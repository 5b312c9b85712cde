"""What the lists of payments sort by (decision 0143)."""

from ppas.socle.tri import Tri, date

TRI_BORDEREAUX = Tri({"paiement": date("date de paiement", "date_paiement", "id")}, defaut="-paiement")
