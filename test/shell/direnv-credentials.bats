# `use sso_credentials` in .envrc: keys for tools that know no profiles.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  write_config "
[profile sandbox-dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-west-1

[profile sandbox-prod]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = ReadOnly
"
  install_direnv_extension
}

# The key that the AWS CLI's cache has: what everybody uses.
cached_key() {
  local file
  for file in "$HOME"/.aws/cli/cache/*.json; do
    [[ $(<"$file") =~ \"AccessKeyId\":\ \"([^\"]+)\" ]]
    output=${BASH_REMATCH[1]}
  done
}

expect_cached_key() {
  local key
  cached_key
  key=$output
  expect_variable AWS_ACCESS_KEY_ID "$key"
}

# Usage: age_credentials EXPIRY
# The kept credentials of the only role are as they were, but end then.
age_credentials() {
  local file
  for file in "$HOME"/.aws/cli/cache/*.json; do
    sed -i "s/\"Expiration\": \"[^\"]*\"/\"Expiration\": \"$(date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ)\"/" "$file"
  done
}

keys() {
  give_token corp valid 28800
  write_envrc work $'use sso_credentials sandbox-dev\nexport AFTER=1\n'
  start_shell --no-hook --direnv before
  run_line "$(word export AWS_PROFILE outer)"
  run_line "$(word export AWS_ACCESS_KEY_ID outer)"
  run_line 'cd ~/work'
  expect_cached_key
  expect_no_variable AWS_PROFILE
  expect_variable AWS_ACCOUNT_ID 111122223333
  expect_variable AWS_REGION eu-west-1
  expect_variable AFTER 1
  run_line ''
  expect_count GetRoleCredentials 1
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
  expect_variable AWS_ACCESS_KEY_ID outer
  expect_no_variable AWS_SESSION_TOKEN
  expect_no_variable SSOENV_CREDENTIALS
}
each_shell 'use sso_credentials NAME exports keys in the place of a profile, and leaving gives back what was' keys

from_binding() {
  give_token corp valid 28800
  write_binding work $'profile = sandbox-dev\nregion = us-east-2\n'
  allow work
  write_envrc work 'use sso_credentials'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_cached_key
  expect_no_variable AWS_PROFILE
  expect_variable AWS_REGION us-east-2
}
each_shell 'use sso_credentials without NAME takes the profile of a .ssoenv that is trusted' from_binding

untrusted() {
  give_token corp valid 28800
  write_binding work $'profile = sandbox-dev\n'
  write_envrc work 'use sso_credentials'
  start_shell --no-hook --direnv before
  run_line "$(word export AWS_ACCESS_KEY_ID outer)"
  run_line 'cd ~/work'
  assert_output --partial 'is not trusted'
  expect_no_variable AWS_ACCESS_KEY_ID
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'where nothing is trusted there are no keys, also none of before' untrusted

login_needed() {
  write_envrc work $'use sso_credentials sandbox-dev\nexport AFTER=1\n'
  start_shell --no-hook --direnv before
  run_line "$(word export AWS_ACCESS_KEY_ID outer)"
  run_line 'cd ~/work'
  assert_output --partial 'Try: ssoenv login --session corp'
  refute_output --partial 'has ended'
  expect_no_variable AWS_ACCESS_KEY_ID
  expect_variable AWS_PROFILE sandbox-dev
  expect_variable AFTER 1
  give_token corp valid 28800
  run_line ''
  expect_cached_key
  expect_no_variable AWS_PROFILE
}
each_shell 'where a login is needed AWS_PROFILE stands for the keys of before, and the keys follow the login' login_needed

protected() {
  give_token corp valid 28800
  write_envrc work 'use sso_credentials sandbox-prod'
  write_envrc agreed 'use sso_credentials sandbox-prod --yes'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial 'is protected'
  expect_no_variable AWS_ACCESS_KEY_ID
  expect_variable AWS_PROFILE sandbox-prod
  run_line 'cd ~/agreed'
  expect_variable AWS_ACCOUNT_ID 333344445555
}
each_shell 'a protected profile gives no keys without --yes' protected

traced() {
  local secret
  give_token corp valid 28800
  write_envrc work $'set -x\nuse sso_credentials sandbox-dev\nexport AFTER=1\n'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  assert_output --partial '+ export AFTER=1'
  shown
  secret=$output
  cached_key
  [[ $secret != *"$output"* ]] || fail 'The key stands in the trace.'
  for file in "$HOME"/.aws/cli/cache/*.json; do
    [[ $(<"$file") =~ \"SecretAccessKey\":\ \"([^\"]+)\" ]]
    [[ $secret != *"${BASH_REMATCH[1]}"* ]] || fail 'The secret stands in the trace.'
  done
  expect_cached_key
}
each_shell 'no key stands in the trace of an .envrc' traced

strict() {
  give_token corp valid 28800
  write_envrc work $'strict_env\nuse sso_credentials sandbox-dev\nexport AFTER=1\n'
  write_envrc broken $'strict_env\nuse sso_credentials sandbox-dev\nexport AFTER=2\n'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_cached_key
  expect_variable AFTER 1
  sed -i "s/^__ssoenv_main=.*/__ssoenv_main=\/nowhere/" "$HOME/.config/direnv/lib/ssoenv.sh"
  rm -rf "$HOME/.local/state/ssoenv" "$HOME/.aws" "$BATS_TEST_TMPDIR/bin/ssoenv"
  run_line "$(word export AWS_ACCESS_KEY_ID outer)"
  run_line 'cd ~/broken'
  expect_no_variable AWS_ACCESS_KEY_ID
  expect_variable AWS_PROFILE sandbox-dev
  expect_variable AFTER 2
}
each_shell 'under strict_env, and when nothing else works, .envrc goes on without keys of before' strict

renewed_elsewhere() {
  give_token corp valid 28800
  write_envrc work 'use sso_credentials sandbox-dev'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  expect_cached_key
  age_credentials '+5 minutes'
  program credential-process --profile sandbox-dev
  assert_success
  # direnv compares whole seconds
  touch -d '+1 minute' "$HOME"/.aws/cli/cache/*.json
  run_line ''
  expect_cached_key
  expect_count GetRoleCredentials 2
}
each_shell 'newer keys of another tool are taken at the next prompt' renewed_elsewhere

away() {
  give_token corp valid 28800
  write_envrc work 'use sso_credentials sandbox-dev'
  start_shell --no-hook --direnv before
  run_line 'cd ~/work'
  age_credentials '+5 minutes'
  sandbox POST faults '{"operation": "GetRoleCredentials", "kind": "reset"}'
  run_line 'cd ~'
  run_line 'cd ~/work'
  expect_cached_key
  age_credentials '-5 minutes'
  run_line 'cd ~'
  run_line 'cd ~/work'
  assert_output --partial 'Try: direnv reload'
  expect_no_variable AWS_ACCESS_KEY_ID
  expect_variable AWS_PROFILE sandbox-dev
}
each_shell 'while the portal is away, keys serve until they end' away

evaluated() {
  give_token corp valid 28800
  start_shell
  if [[ $SHELL_KIND == fish ]]; then run_line 'ssoenv env sandbox-dev | source'; else run_line 'eval "$(ssoenv env sandbox-dev)"'; fi
  expect_status 0
  expect_cached_key
  expect_variable AWS_ACCOUNT_ID 111122223333
}
each_shell 'with the hook ssoenv env speaks the language of the shell' evaluated

# Usage: in_each_order TITLE FUNCTION
in_each_order() {
  each_shell "$1 (direnv loaded first)" "$2" before
  each_shell "$1 (direnv loaded last)" "$2" after
}

renewed() {
  use_movable_clock
  give_token corp valid 28800
  write_envrc work 'use sso_credentials sandbox-dev'
  start_shell --direnv "$1"
  run_line 'cd ~/work'
  expect_cached_key
  run_line ''
  expect_count GetRoleCredentials 1
  # 16 minutes are left, then 14: the keys last an hour.
  move_clock 2640
  run_line ''
  expect_count GetRoleCredentials 1
  move_sandbox_clock 2760
  move_clock 2760
  run_line ''
  expect_cached_key
  expect_count GetRoleCredentials 2
  run_line 'cd ~'
  expect_no_variable AWS_ACCESS_KEY_ID
}
in_each_order 'the hook has the keys renewed 15 minutes before they end' renewed

shown_as_profile() {
  give_token corp valid 28800
  bind work sandbox-dev
  write_envrc work 'use sso_credentials'
  start_shell --direnv "$1"
  run_line "$(word export AWS_PROFILE outer)"
  run_line 'cd ~/work'
  expect_cached_key
  expect_no_variable AWS_PROFILE
  expect_segment sandbox-dev
  expect_variable SSOENV_STATE direnv
  run_line "$(word export AWS_PROFILE by-hand)"
  expect_segment 'by-hand!'
  run_line "$(word unset AWS_PROFILE)"
  expect_segment sandbox-dev
  run_line "$(word export AWS_ACCESS_KEY_ID by-hand)"
  segment
  refute_output sandbox-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE outer
  expect_no_variable AWS_SESSION_TOKEN
}
in_each_order 'keys of use sso_credentials are shown as their profile, without a mark, and the binding keeps its hands off' shown_as_profile

login() {
  end_session corp
  write_envrc work 'use sso_credentials sandbox-dev'
  start_shell --direnv "$1"
  run_line 'cd ~/work'
  refute_output --partial 'Try:'
  expect_browsers 1
  expect_segment sandbox-dev
  expect_cached_key
  expect_no_variable AWS_PROFILE
  expect_browsers 1
}
in_each_order 'a login that use sso_credentials needs is done by the hook at the prompt, and the keys are there at once' login
