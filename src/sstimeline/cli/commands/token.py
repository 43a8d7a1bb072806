"""Create, list or revoke the bearer tokens that open the write endpoints.

create prints the token alone, once; only a digest of it is kept.

  sstimeline token create --scope write --name desk
"""

import argparse

from sstimeline.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """See `Command.arguments`."""
    from sstimeline.cli.options import shared

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", parents=[shared()], help="make a token and print it")
    create.add_argument("--scope", choices=("read", "write", "admin"), default="write", help="defaults to write")
    create.add_argument("--name", help="what to call it; defaults to its scope and the time")
    listed = actions.add_parser("list", parents=[shared()], help="list the tokens")
    listed.add_argument("--json", action="store_true", help="print them as JSON")
    revoke = actions.add_parser("revoke", parents=[shared()], help="take a token's rights away at once")
    revoke.add_argument("name", metavar="NAME")


async def run(args: argparse.Namespace, settings: Settings) -> int:
    """See `Command.run`."""
    from sstimeline.cli.say import data, talk
    from sstimeline.home import open_home
    from sstimeline.model.errors import Unknown
    from sstimeline.serve.access import issue

    async with open_home(settings=settings) as home:
        if args.action == "create":
            now = home.now()
            print(await issue(home.desk, args.name or f"{args.scope}-{now:%Y%m%d-%H%M%S}", args.scope, now))
        elif args.action == "list":
            tokens = await home.desk.tokens()
            rows = [{"name": one.name, "scope": one.scope, "created": one.created.isoformat()} for one in tokens]
            if args.json:
                data(rows)
            for row in [] if args.json else rows:
                print(f"{row['name']}  {row['scope']}  {row['created']}")
            if not rows and not args.json:
                talk("There is no token yet: sstimeline token create")
        elif not await home.desk.revoke_token(args.name):
            raise Unknown("token", args.name, (one.name for one in await home.desk.tokens()))
    return 0
