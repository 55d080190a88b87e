"""`python -m stressbump`, for an environment whose scripts are not on the path."""

from stressbump.cli import main

main()
