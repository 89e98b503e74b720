"""``python -m netrepl``: the program."""

from _netrepl_program import main

main()
