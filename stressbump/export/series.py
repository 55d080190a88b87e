"""How curves are told apart."""

# With any colour vision, on white and on black (Okabe and Ito, without black and yellow)
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
DASHES = ("-", "--", ":", "-.")
