"""Start the command line: `python -m auction_client`."""

import sys

from auction_client.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
