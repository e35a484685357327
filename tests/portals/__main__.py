"""Serves the replica portals until Ctrl-C, and prints what to export so that spiders find them."""

import time

from tests.portals import ReplicaPortals

ENTRIES = {
    "jiangsu_changzhou": (
        "https://www.changzhou.gov.cn/gi_class/zwgk_05?furl=zfxxgknb",
        "https://www.changzhou.gov.cn/ns_class/zwgk_10_18_01",
    ),
    "jiangsu_changzhou_zwfw": ("https://www.changzhou.gov.cn/gi_class/xzfwzx_all_list",),
    "zhejiang_jiaxing": ("https://www.jiaxing.gov.cn/col/col1229708661/index.html",),
    "jiangsu_jingjiang": ("http://www.jingjiang.gov.cn/xxgk/zfxxgknb/index.html",),
    "jiangsu_liyang": ("https://www.liyang.gov.cn/class/OPCKQFNA",),
}


def main() -> None:
    with ReplicaPortals() as portals:
        print(
            f"export NIANBAO_HOST_MAP='{portals.host_map}'\n"
            f"export NIANBAO_EXTRA_CA_FILE={portals.ca_file}\n"
            f"export NIANBAO_KEY_FILE={portals.ca_file.parent / 'key.pem'}\n"
            f"export NIANBAO_ARCHIVE_DIR={portals.ca_file.parent / 'archive'}  # replica pages never go into a real archive\n"
        )
        for name, addresses in ENTRIES.items():
            print(f"{name}: {len(portals.published(name))} reports")
            print(*(f"    {address}" for address in addresses), sep="\n")
        print("\nCtrl-C ends it.", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("\nrequests that should not have been made:", *portals.violations or ["none"], sep="\n    ")


if __name__ == "__main__":
    main()
