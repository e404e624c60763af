"""Start the command line: `python -m clients.python`."""

import sys

from clients.python.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
