"""Prints the account that a profile's role credentials lead to, as any program on botocore gets them."""

import sys

import botocore.session

session = botocore.session.Session(profile=sys.argv[1])
print(session.create_client("sts").get_caller_identity()["Account"])
