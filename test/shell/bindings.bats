# What a .ssoenv can say: the profile, or start URL, account and role, and both.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
}

team() {
  write_binding acme $'sso_start_url = https://corp.awsapps.com/start/#/\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = Developer\n'
  allow acme
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-prod
  run_line "ssoenv link --team guest-dev && cat .ssoenv"
  assert_output --partial 333333333333
  refute_output --partial 'profile ='
  expect_variable AWS_PROFILE guest-dev
}
each_shell 'start URL, account and role find the local profile that has them' team

several() {
  write_config $'[profile same]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Developer\n'
  local keys=$'sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = Developer\n'
  write_binding acme "$keys"
  write_binding chosen "${keys}profile = same"$'\n'
  allow acme
  allow chosen
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial acme-prod
  assert_output --partial same
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'cd ~/chosen'
  expect_variable AWS_PROFILE same
}
each_shell 'of several profiles the one that profile names, else it is refused with the list' several

none() {
  write_binding acme $'sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 777777777777\nsso_role_name = Developer\n'
  allow acme
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial 777777777777
  assert_output --partial 'ssoenv profiles add --here'
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'no profile with that account and role: the hook says so' none

both() {
  write_binding acme $'profile = acme-dev\nsso_account_id = 222222222222\nsso_role_name = Developer\n'
  allow acme
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial 111111111111
  assert_output --partial 222222222222
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'a profile that resolves to another account than the file asserts is refused, and both are named' both

none_below() {
  bind acme acme-dev
  write_binding acme/open $'profile =\n'
  allow acme/open
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd open'
  assert_output ''
  expect_variable AWS_PROFILE earlier
  expect_segment ''
  run_line 'cd ..'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
each_shell 'an empty profile means: below here, none' none_below

unknown_key() {
  write_binding acme $'# a comment\nprofile = acme-dev # and another\nregoin = us-east-2\n'
  allow acme
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial regoin
  assert_output --regexp '(line |:)3'
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~; cd ~/acme'
  assert_output ''
}
each_shell 'comments are skipped, and an unknown key is warned of with its line, once' unknown_key

unknown_profile() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'sed -i "s/profile acme-dev/profile renamed/" ~/.aws/config'
  assert_output --partial acme-dev
  assert_output --partial '/.aws/config'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'mv ~/.aws/config ~/.aws/away'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'sed -i "s/profile renamed/profile acme-dev/" ~/.aws/away; mv ~/.aws/away ~/.aws/config'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a profile that the config does not have is refused, naming the config, until it is there' unknown_profile

broken_config() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'echo "sso_session" >>~/.aws/config'
  assert_output --partial '.aws/config'
  expect_variable AWS_PROFILE ssoenv-refused
  run_line 'sed -i "s/eu-west-1//; \$d" ~/.aws/config'
  assert_output --partial sso_region
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'a broken config is told with file and line, and refused' broken_config

other_config() {
  bind acme acme-dev
  sed 's/profile acme-dev/profile acme-other/' "$HOME/.aws/config" >"$HOME/other-config"
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line "$(word export AWS_CONFIG_FILE "\$HOME/other-config")"
  expect_variable AWS_PROFILE ssoenv-refused
  run_line "$(word unset AWS_CONFIG_FILE)"
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'another AWS_CONFIG_FILE counts at the next prompt' other_config

older_config() {
  bind acme acme-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'sed s/acme-dev/renamed/ ~/.aws/config >c; touch -d 2001-01-01 c; mv c ~/.aws/config'
  expect_variable AWS_PROFILE ssoenv-refused
}
each_shell 'a config that is replaced by an older one counts too' older_config
