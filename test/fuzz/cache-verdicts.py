"""Asks botocore, or the AWS CLI's own copy of it, what files of their caches hold: cache-verdicts.py botocore|awscli.botocore

Standard input: {"now": ISO date, "session": {"sso_start_url", "sso_region", "session_name"}, "cases": [{"kind": "token" or
"role", "base64": the file}]}. Standard output: a list of verdicts. A verdict is `use` (and what is used), `refresh` (it would ask for a new token with what the file says), `expired`, `absent` (no file of
that form) or `crash` (and the exception).
"""

import base64
import importlib
import json
import os
import sys
import tempfile

import dateutil.parser


class Refresh(Exception):
    pass


class Client:
    def create_token(self, clientId, clientSecret, refreshToken, **_):
        for value in (clientId, clientSecret, refreshToken):
            if not isinstance(value, str):
                raise TypeError("ParamValidationError")
        raise Refresh


class Judge:
    def __init__(self, package, now, session, folder):
        self.credentials = importlib.import_module(package + ".credentials")
        self.tokens = importlib.import_module(package + ".tokens")
        self.utils = importlib.import_module(package + ".utils")
        self.now = now
        self.session = session
        self.folder = folder
        self.credentials._local_now = lambda: now

    def token(self):
        cache = self.utils.JSONFileCache(self.folder)
        provider = self.tokens.SSOTokenProvider(None, cache=cache, time_fetcher=lambda: self.now)
        provider.__dict__["_sso_config"] = self.session
        provider.__dict__["_client"] = Client()
        try:
            token = provider.load_token().get_frozen_token().token
            return ["use", token] if isinstance(token, str) else ["crash", "the token is no string"]
        except Refresh:
            return ["refresh"]

    def role(self):
        cache = self.utils.JSONFileCache(self.folder)
        fetcher = self.credentials.SSOCredentialFetcher("", "", "", "", None, cache=cache)
        fetcher._cache_key = "case"

        def ask():
            raise Refresh

        fetcher._get_credentials = ask
        try:
            found = fetcher.fetch_credentials()
            used = [found[name] for name in ("access_key", "secret_key", "token")]
            if not all(isinstance(one, str) for one in used):
                return ["crash", "a key is no string"]
            return ["use", used]
        except Refresh:
            return ["expired"]

    def verdict(self, kind):
        try:
            return getattr(self, kind)()
        except BaseException as error:
            name = type(error).__name__
            # By name: the AWS CLI has these classes twice.
            word = {"SSOTokenLoadError": "absent", "TokenRetrievalError": "expired"}.get(name, "crash")
            return [word, name]


asked = json.load(sys.stdin)
now = dateutil.parser.parse(asked["now"])
with tempfile.TemporaryDirectory() as folder:
    judge = Judge(sys.argv[1], now, asked["session"], folder)
    name = judge.tokens.SSOTokenLoader()._generate_cache_key("", asked["session"]["session_name"])
    files = {"token": os.path.join(folder, name + ".json"), "role": os.path.join(folder, "case.json")}
    verdicts = []
    for case in asked["cases"]:
        with open(files[case["kind"]], "wb") as file:
            file.write(base64.b64decode(case["base64"]))
        verdicts.append(judge.verdict(case["kind"]))
json.dump(verdicts, sys.stdout)
