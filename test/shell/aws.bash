# What a scenario finds in its home: a config, bindings, tokens.

# Usage: write_config [TEXT]
# The config that most scenarios start from (two sessions, profiles with and without SSO), with TEXT at its end.
write_config() {
  mkdir -p "$HOME/.aws"
  cat >"$HOME/.aws/config" <<CONFIG
[sso-session corp]
sso_start_url = ${SANDBOX_START_URL:-https://corp.awsapps.com/start}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[sso-session guest]
sso_start_url = ${SANDBOX_OTHER_START_URL:-https://guest.awsapps.com/start}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile acme-dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer

[profile acme-prod]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = Developer

[profile guest-dev]
sso_session = guest
sso_account_id = 333333333333
sso_role_name = Developer

[profile plain]
region = eu-west-1
${1-}
CONFIG
}

# Usage: write_binding DIRECTORY TEXT
# A .ssoenv with exactly this text, in a directory of the home that is made where it is missing. Not trusted.
write_binding() {
  mkdir -p "$HOME/$1"
  printf '%s' "$2" >"$HOME/$1/.ssoenv"
}

# Usage: allow DIRECTORY
allow() {
  program allow "$HOME/$1/.ssoenv"
  assert_success
}

# Usage: bind DIRECTORY PROFILE
# A trusted .ssoenv.
bind() {
  write_binding "$1" "profile = $2"$'\n'
  allow "$1"
}

# direnv finds `use sso_profile`.
install_direnv_extension() {
  mkdir -p "$HOME/.config/direnv/lib"
  env -i "${ENVIRONMENT[@]}" ssoenv hook direnv >"$HOME/.config/direnv/lib/ssoenv.sh"
}

# Usage: forge STATE
# The records in the folder say another profile than their program did; of the .ssoenv they say what it is.
forge() {
  find "$1" -name record -exec sed -i -E 's/^(profile|label) acme-dev$/\1 guest-dev/' {} +
  grep -rq '^profile guest-dev$' "$1" || fail 'There is no record to forge.'
  grep -rq '^profile = acme-dev$' "$1" || fail 'The text was forged too.'
}

# Usage: write_envrc DIRECTORY TEXT
# An .envrc that direnv allows.
write_envrc() {
  mkdir -p "$HOME/$1"
  printf '%s' "$2" >"$HOME/$1/.envrc"
  env -i "${ENVIRONMENT[@]}" direnv allow "$HOME/$1/.envrc"
}

# Usage: write_settings TEXT
write_settings() {
  mkdir -p "$HOME/.config/ssoenv"
  printf '%s' "$1" >"$HOME/.config/ssoenv/config"
}

token_file() { # SESSION
  local sum
  sum=$(printf %s "$1" | sha1sum)
  printf '%s\n' "$HOME/.aws/sso/cache/${sum%% *}.json"
}

# Usage: write_token SESSION EXPIRY
# A token that no service has to know: it cannot be refreshed. EXPIRY as date(1) reads it: '+8 hours', '-1 minute'.
write_token() {
  mkdir -p "$HOME/.aws/sso/cache"
  printf '{"startUrl": "%s", "region": "eu-west-1", "accessToken": "not-a-real-token", "expiresAt": "%s"}' \
    "$(start_url "$1")" "$(date -u -d "$2" +%Y-%m-%dT%H:%M:%SZ)" >"$(token_file "$1").new"
  chmod 600 "$(token_file "$1").new"
  mv "$(token_file "$1").new" "$(token_file "$1")"
}

# Usage: age_token SESSION EXPIRY
# The token that a login left: only its access token's end is moved. Its refresh token stays what it is.
age_token() {
  local text file
  file=$(token_file "$1")
  text=$(<"$file")
  printf '%s' "$text" |
    sed "s/\"expiresAt\": \"[^\"]*\"/\"expiresAt\": \"$(date -u -d "$2" +%Y-%m-%dT%H:%M:%SZ)\"/" >"$file.new"
  chmod 600 "$file.new"
  mv "$file.new" "$file"
}

end_session() { # SESSION: nothing is left of it
  rm -f "$(token_file "$1")"
}

start_url() { # SESSION: as the config has it
  awk -v session="[sso-session $1]" '$0 == session { found = 1 } found && $1 == "sso_start_url" { print $3; exit }' "$HOME/.aws/config"
}
