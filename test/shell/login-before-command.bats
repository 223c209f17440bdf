# Logging in before a command that uses AWS.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  write_config
  bind acme acme-dev
  local tool
  for tool in aws terraform mytool; do
    printf '#!/bin/sh\necho "%s ran with $AWS_PROFILE"\n' "$tool" >"$BATS_TEST_TMPDIR/bin/$tool"
    chmod +x "$BATS_TEST_TMPDIR/bin/$tool"
  done
}

first_command() {
  start_shell --in "$HOME/acme"
  run_line 'echo aws; ls terraform >/dev/null 2>&1; mytool'
  expect_browsers 0
  run_line 'aws sts get-caller-identity'
  assert_output --partial 'Logging in to "corp"'
  assert_line 'aws ran with acme-dev'
  expect_browsers 1
  expect_segment acme-dev
  run_line 'aws sts get-caller-identity'
  assert_output 'aws ran with acme-dev'
  expect_browsers 1
}
each_shell 'the first command that uses AWS logs in, then runs' first_command

forms() {
  start_shell --in "$HOME/acme"
  run_line "$1"
  assert_output --partial 'ran with acme-dev'
  expect_browsers 1
}
each_shell 'a command is found after an assignment' forms 'AWS_PAGER=x aws s3 ls'
each_shell 'a command is found behind &&' forms 'true && terraform plan'
each_shell 'a command is found in a pipeline' forms 'echo | aws s3 ls | cat'
each_shell 'a command is found by its path' forms '$HOME/../bin/aws s3 ls'
each_shell 'a command is found behind env' forms 'env A=1 terraform plan'

an_alias() {
  start_shell --in "$HOME/acme" --after "alias tf='terraform plan'"
  run_line 'tf'
  assert_output --partial 'terraform ran with acme-dev'
  [[ $SHELL_KIND == zsh ]] || return 0 # only zsh tells what an alias stands for
  expect_browsers 1
}
each_shell 'an alias is seen as what it stands for, where the shell tells it' an_alias

settings() {
  write_settings $'login_before = mytool\n'
  start_shell --in "$HOME/acme"
  run_line 'aws s3 ls'
  expect_browsers 0
  run_line 'mytool'
  expect_browsers 1
}
each_shell 'login_before names the commands' settings

good() {
  give_token corp valid 3600
  start_shell --in "$HOME/acme" --strace "$BATS_TEST_TMPDIR/trace"
  run_line ''
  node_starts "$BATS_TEST_TMPDIR/trace"
  local first=$output
  run_line 'aws s3 ls'
  assert_output 'aws ran with acme-dev'
  node_starts "$BATS_TEST_TMPDIR/trace"
  assert_equal "$output" "$first"
}
each_shell 'while the token is good nothing is started before a command' good

by_the_clock() {
  use_movable_clock
  write_token corp '+1 hour'
  start_shell
  run_line 'cd ~/acme'
  run_line 'aws s3 ls'
  assert_output 'aws ran with acme-dev'
  expect_browsers 0
  if [[ $SHELL_KIND == bash ]]; then
    # the prompt before the command still finds the token good
    run_line "move() { unset EPOCHSECONDS; EPOCHSECONDS=$(($(date +%s) + 3700)); }; trap move USR1"
    printf '+3700\n' >"$BATS_TEST_TMPDIR/clock"
    run_line 'kill -USR1 $$; sleep 0'
  else
    move_clock 3700
  fi
  run_line 'aws s3 ls'
  assert_output --partial 'ran with acme-dev'
  expect_browsers 1
}
each_shell 'a session that ends while the prompt stands there is noticed as the command is accepted' by_the_clock

refreshed() {
  use_movable_clock
  give_token corp valid 3600
  start_shell
  run_line 'cd ~/acme'
  expect_count CreateToken 0
  if [[ $SHELL_KIND == bash ]]; then
    run_line "move() { unset EPOCHSECONDS; EPOCHSECONDS=$(($(date +%s) + 3700)); }; trap move USR1"
    printf '+3700\n' >"$BATS_TEST_TMPDIR/clock"
    run_line 'kill -USR1 $$; sleep 0'
  else
    move_clock 3700
  fi
  run_line 'aws s3 ls'
  assert_output 'aws ran with acme-dev'
  expect_count CreateToken 1
  expect_browsers 0
}
each_shell 'an expired token is refreshed before the command' refreshed

denied() {
  person deny
  start_shell --in "$HOME/acme"
  run_line 'aws s3 ls'
  expect_browsers 1
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 1
  person approve
  run_line 'aws s3 ls'
  assert_output --partial 'aws ran with acme-dev'
  expect_browsers 2
  expect_segment acme-dev
}
each_shell 'after a denial such a command tries again, entering does not' denied

cancelled() {
  person wait
  start_shell --in "$HOME/acme"
  send_line 'aws s3 ls'
  await_text 'http://127.0.0.1'
  eventually pending
  press ctrl-c
  await_prompt
  # nothing that fish_preexec does keeps fish from running the command
  [[ $SHELL_KIND == fish ]] || refute_output --partial 'aws ran'
  expect_browsers 1
  expect_variable AWS_PROFILE acme-dev
  run_line 'echo alive'
  assert_output alive
}
each_shell 'Ctrl-C cancels the login, and the prompt comes back' cancelled

pending() {
  sandbox GET pending
  [[ $reply != '[]' ]]
}

outside() {
  start_shell
  run_line 'aws s3 ls'
  expect_browsers 0
  run_line "$(word export AWS_PROFILE guest-dev)"
  run_line 'aws s3 ls'
  expect_browsers 0
}
each_shell 'outside of a binding nothing is asked for' outside
