"""Real `kill -9` at random moments of crawls of the replicas: ``python -m benchmarks.kill [--kills 200]``.

Every killed crawl is resumed by the same command. In the end nothing may be lost, doubled, untrue or invalid.
"""

import argparse
import random
import tempfile
from pathlib import Path

from tests.desk import Desk
from tests.killing import kill_and_resume
from tests.portals import ReplicaPortals

PORTALS = ("jiangsu_changzhou", "zhejiang_jiaxing", "jiangsu_jingjiang", "jiangsu_liyang")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    kills = pages = faults = 0
    with tempfile.TemporaryDirectory() as folder, ReplicaPortals() as portals:
        for portal in PORTALS:
            desk, reference = (Desk(Path(folder) / portal / kind, portals) for kind in ("killed", "reference"))
            desk.env["NIANBAO_KEY_FILE"] = reference.env["NIANBAO_KEY_FILE"] = f"{folder}/key.pem"
            share = options.kills // len(PORTALS)
            done = kill_and_resume(desk, reference, portal, kills=share, chance=chance)
            print(f"{portal}: {done.kills} kills {done.hit}, {done.pages} pages, {len(done.faults)} faults", flush=True)
            print(*done.faults[:20], sep="\n")
            kills, pages, faults = kills + done.kills, pages + done.pages, faults + len(done.faults)
    print(f"{kills} kills, {pages} pages, {faults} faults: {'missed' if faults else 'met'}")


if __name__ == "__main__":
    main()
