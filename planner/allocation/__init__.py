"""How the places of an offer are given to those who apply, before anything is planned."""
