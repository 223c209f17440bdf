"""Which source botocore (`boto3`) or the AWS CLI (`aws-cli`) uses in each case on standard input; prints a JSON list."""

import json
import os
import sys

tool = sys.argv[1]
if tool == "aws-cli":
    from awscli.clidriver import create_clidriver
else:
    from botocore.session import Session

METHODS = {
    "env": "environment",
    "assume-role": "assume-role",
    "sso": "sso",
    "shared-credentials-file": "credentials-file",
    "custom-process": "process",
    "config-file": "config-file",
    "ec2-credentials-file": "ec2-file",
    "boto-config": "boto-file",
    "container-role": "container",
    "iam-role": "instance",
}


def asked(case):
    os.environ.clear()
    os.environ.update(case["env"])
    named = case.get("named")
    try:
        if tool == "aws-cli":
            session = create_clidriver().session
            if named is not None:
                session.set_config_variable("profile", named)
        else:
            session = Session(profile=named)
        answer = {"profile": session.profile or "default"}
        region = session.get_config_variable("region")
        if region is not None:
            answer["region"] = region
        credentials = session.get_credentials()
        if credentials is None:
            return answer
        if credentials.method == "assume-role-with-web-identity":
            loader = credentials._refresh_using.__self__._web_identity_token_loader
            of_variable = loader._web_identity_token_path.endswith("/variable")
            return {**answer, "source": "web-identity-environment" if of_variable else "web-identity"}
        return {**answer, "source": METHODS[credentials.method]}
    except Exception as error:
        return {"problem": f"{type(error).__name__}: {error}"}


print(json.dumps([asked(case) for case in json.load(sys.stdin)]))
