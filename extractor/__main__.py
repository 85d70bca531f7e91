"""Run the command line with `python -m extractor`."""

from extractor.cli import main

main()
