"""Asks botocore what AWS config files mean.

Standard input: a JSON list of {"config": text, "base64": true?, "credentials": text?, "profile": name?, "chain": true?}.
Standard output: a JSON list of what botocore says to each. Without "profile", the parsed file:
{"profiles", "sessions", "others"}; with it, where that profile's credentials come from; with "chain", each role that is
assumed on the way there, with its arguments and the name of its cache file. {"error": text} where it refuses.
Run with Debian's python3 and python3-botocore.
"""

import base64
import json
import os
import sys
import tempfile

import botocore
import botocore.configloader
import botocore.credentials
import botocore.exceptions
import botocore.session
import botocore.tokens


def parsed(path):
    loaded = botocore.configloader.load_config(path)
    return {
        "profiles": loaded.pop("profiles"),
        "sessions": loaded.pop("sso_sessions"),
        "others": {key: value for key, value in loaded.items() if not key.startswith("services")},
        "services": {key: value for key, value in loaded.items() if key.startswith("services")},
    }


def base_of(credentials):
    """The credentials at the end of a chain of assumed roles."""
    while credentials is not None and credentials.method == "assume-role":
        credentials = fetcher_of(credentials)._source_credentials
    return credentials


def fetcher_of(credentials):
    refresh = credentials._refresh_using
    # With mfa_serial, botocore wraps the fetcher's function in an object.
    return getattr(refresh, "_refresh", refresh).__self__


def chain(name):
    credentials, _ = loaded(name)
    roles = []
    while credentials is not None and credentials.method == "assume-role":
        fetcher = fetcher_of(credentials)
        arguments = dict(fetcher._assume_kwargs)
        if fetcher._using_default_session_name:
            del arguments["RoleSessionName"]
        roles.append({"arguments": arguments, "file": fetcher._cache_key + ".json"})
        credentials = fetcher._source_credentials
    return {"roles": roles, "base": credentials.method if credentials is not None else None}


def loaded(name):
    session = botocore.session.Session(profile=name)
    session.get_scoped_config()
    builder = botocore.credentials.ProfileProviderBuilder(session, cache={})
    assume = botocore.credentials.AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=session.create_client,
        cache={},
        profile_name=name,
        credential_sourcer=botocore.credentials.CanonicalNameCredentialSourcer(
            [botocore.credentials.ContainerProvider(), botocore.credentials.EnvProvider()]
        ),
        profile_provider_builder=builder,
    )
    credentials = None
    for provider in [assume] + builder.providers(profile_name=name, disable_env_vars=True):
        credentials = provider.load()
        if credentials is not None:
            break
    return credentials, session


def resolved(name):
    credentials, session = loaded(name)
    base = base_of(credentials)
    if base is None:
        token = botocore.tokens.SSOTokenProvider(session, cache={})._load_sso_config()
        if token is None:
            return {"method": None}
        return {
            "method": "token",
            "session": token["session_name"],
            "region": token["sso_region"],
            "startUrl": token["sso_start_url"],
        }
    if base.method != "sso":
        return {"method": base.method}
    fetcher = base._refresh_using.__self__
    return {
        "method": "sso",
        "session": getattr(fetcher, "_sso_session_name", None),
        "region": fetcher._sso_region,
        "startUrl": fetcher._start_url,
        "accountId": fetcher._account_id,
        "roleName": fetcher._role_name,
    }


def verdict(case, folder):
    config = os.path.join(folder, "config")
    credentials = os.path.join(folder, "credentials")
    os.environ["AWS_CONFIG_FILE"] = config
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = credentials
    text = case["config"]
    with open(config, "wb") as file:
        file.write(base64.b64decode(text) if case.get("base64") else text.encode("utf-8", "surrogatepass"))
    with open(credentials, "wb") as file:
        file.write(case.get("credentials", "").encode())
    try:
        if case.get("chain"):
            return chain(case["profile"])
        return resolved(case["profile"]) if "profile" in case else parsed(config)
    except botocore.exceptions.ProfileNotFound:
        return {"missing": True}
    except Exception as error:  # a crash is a refusal too; its class tells which
        return {"error": f"{type(error).__name__}: {error}"}


with tempfile.TemporaryDirectory() as folder:
    answers = [verdict(case, folder) for case in json.load(sys.stdin)]
json.dump({"version": botocore.__version__, "verdicts": answers}, sys.stdout)
