"""What a right invoice is: pure rules, read by the deposit of files, by the on-line form and by `ppas verifier`."""
