"""Drives the mock with the client library dingtalk-sdk from PyPI: token, then all six operations."""

import sys

from dingtalk import AppKeyClient
from dingtalk.core.exceptions import DingTalkClientException

BASE, KEY, SECRET = sys.argv[1:4]


class Client(AppKeyClient):
    API_BASE_URL = BASE


def refused(code, call):
    """The error code that a call fails with, which has to be this one."""
    try:
        call()
    except DingTalkClientException as error:
        assert error.errcode == code, (error.errcode, code)
    else:
        raise AssertionError(f"{code} was due")


def main():
    client = Client("ding123456", KEY, SECRET)

    def post(operation, **body):
        return client.post(f"/topapi/extcontact/{operation}", data=body)

    groups = post("listlabelgroups", offset=0, size=20)["results"]
    label = groups[0]["labels"][0]["id"]
    contact = {
        "name": "Zhang San",
        "follower_user_id": "manager4220",
        "state_code": "86",
        "mobile": "13088880001",
        "label_ids": [label],
    }
    user_id = post("create", contact=contact)["userid"]
    refused(22005, lambda: post("create", contact=contact))
    refused(60204, lambda: post("create", contact={**contact, "label_ids": []}))
    assert post("get", user_id=user_id)["result"]["name"] == "Zhang San"
    changed = {**contact, "user_id": user_id, "name": "Li Si"}
    post("update", contact=changed)
    listed = post("list", offset=0, size=100)["results"]
    assert [it["name"] for it in listed if it["userid"] == user_id] == ["Li Si"], listed
    post("delete", user_id=user_id)
    refused(33012, lambda: post("get", user_id=user_id))
    print("dingtalk-sdk: fine")


main()
