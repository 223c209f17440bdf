# A .ssoenv that names a portal which the config of the user does not know.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  # the config knows another portal only
  write_config
  mkdir -p "$HOME/acme"
  mv "$HOME/.aws/config" "$HOME/.aws/full"
  printf '[profile plain]\nregion = eu-west-1\n' >"$HOME/.aws/config"
  write_binding acme "sso_start_url = $SANDBOX_START_URL
sso_region = eu-west-1
sso_account_id = 111111111111
sso_role_name = Developer
"
}

declined() {
  start_shell --in "$HOME/acme"
  send_line 'ssoenv allow'
  await_text '[y/N]'
  press enter
  await_prompt
  expect_status 7
  assert_output --partial 127.0.0.1
  expect_no_variable AWS_PROFILE
}
each_shell 'allow shows its host and asks, default no' declined

not_unasked() {
  program allow "$HOME/acme/.ssoenv"
  assert_equal "$status" 7
  assert_output --partial 127.0.0.1
}
bats_test_function --description 'without a terminal such a file is not allowed' -- not_unasked

by_hand_first() {
  start_shell
  run_line 'cd ~/acme'
  send_line 'ssoenv allow'
  await_text '[y/N]'
  press y enter
  await_prompt
  expect_status 0
  expect_variable AWS_PROFILE ssoenv-refused
  # the profile is made for it
  run_line 'cp ~/.aws/full ~/.aws/config'
  run_line 'ssoenv allow'
  run_line 'cd ~'
  run_line 'cd ~/acme'
  assert_output --partial 'by hand'
  expect_variable AWS_PROFILE acme-dev
  expect_browsers 0
  run_line 'ssoenv login'
  expect_browsers 1
  run_line 'ssoenv logout'
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'the first login at a new portal is by hand' by_hand_first

no_portal() {
  local url
  start_shell --in "$HOME/acme"
  for url in https://evil.example.com/start https://awsapps.com.evil.example/start http://acme.awsapps.com/start; do
    printf 'sso_start_url = %s\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = Developer\n' "$url" >"$HOME/acme/.ssoenv"
    run_line 'ssoenv allow'
    [[ $status != 0 ]] || fail "$url was allowed"
    expect_no_variable AWS_PROFILE
  done
}
each_shell 'a host that is no portal of AWS is never allowed' no_portal
