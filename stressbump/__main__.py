"""The program: `stressbump`, or `python -m stressbump` where scripts are not on the path."""

import signal
from threading import current_thread, main_thread


def main() -> None:
    """Run the command line; Ctrl-C ends it at once also while it is still being loaded, or has ended."""
    alone = (
        current_thread() is main_thread() and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    )
    if alone:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from stressbump.cli import main as run

    if alone:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run()
    finally:
        if alone:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    main()
