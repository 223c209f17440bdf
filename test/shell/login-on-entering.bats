# Logging in on entering a directory whose session has ended.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  write_config
  bind acme acme-dev
  bind acme/prod acme-prod
}

at_once() {
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial 'Logging in to "corp"'
  assert_output --partial 'acme-dev'
  expect_browsers 1
  expect_count Authorize 1
  expect_count CreateToken 1
  expect_variable AWS_PROFILE acme-dev
  expect_segment acme-dev
  run_line 'cd ~'
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd prod'
  assert_output ''
  expect_browsers 1
}
each_shell 'the browser opens at once, and it is said for which session and why' at_once

first_prompt() {
  start_shell --in "$HOME/acme"
  assert_output ''
  expect_segment 'acme-dev login needed'
  expect_variable AWS_PROFILE acme-dev
  run_line ''
  run_line 'cd .'
  run_line 'cd ~/acme'
  expect_browsers 0
  expect_count Authorize 0
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 1
}
# pitfall 43
each_shell 'a shell that is opened there logs in to nothing and prints nothing' first_prompt

untrusted() {
  write_binding other $'profile = guest-dev\n'
  start_shell
  run_line 'cd ~/other'
  run_line ''
  expect_browsers 0
}
each_shell 'an untrusted file never starts a login' untrusted

asks() {
  set_environment SSOENV_AUTO_LOGIN=ask
  start_shell
  send_line 'cd ~/acme'
  await_text 'Log in now?'
  press n enter
  await_prompt
  expect_browsers 0
  expect_segment 'acme-dev login needed'
  run_line 'cd ~'
  run_line 'cd ~/acme'
  refute_output --partial 'Log in now?'
  bind second guest-dev
  send_line 'cd ~/second'
  await_text 'Log in now?'
  press y enter
  await_prompt
  expect_browsers 1
  expect_segment guest-dev
}
each_shell 'auto_login = ask asks, and a no is quiet for an hour' asks

never() {
  write_settings $'auto_login = never\n'
  start_shell
  run_line 'cd ~/acme'
  assert_output --partial 'Try: ssoenv login'
  expect_browsers 0
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv login'
  expect_browsers 1
  run_line ''
  expect_segment acme-dev
}
each_shell 'auto_login = never only tells what to type' never

denied() {
  person deny
  start_shell one
  run_line 'cd ~/acme'
  assert_output --partial 'ssoenv login'
  expect_browsers 1
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  run_line 'cd ~'
  run_line 'cd ~/acme'
  assert_output ''
  run_line 'cd prod'
  start_shell two
  run_line 'cd ~/acme'
  assert_output ''
  expect_browsers 1
  person approve
  run_line 'ssoenv login'
  expect_browsers 2
  run_line ''
  expect_segment acme-dev
  to_shell one
  run_line ''
  expect_segment acme-prod
}
# pitfall 35
each_shell 'after a denial no shell tries by itself, and ssoenv login does' denied

an_hour_later() {
  use_movable_clock
  person deny
  start_shell
  run_line 'cd ~/acme'
  expect_browsers 1
  move_clock 3000
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 1
  move_clock 3700
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 2
}
each_shell 'an hour later entering tries again' an_hour_later

# The timers of the programs that the shell starts move with the clock too; a request to the waiting program makes it look.
two_minutes() {
  local library
  find_faketime
  printf '+0\n' >"$BATS_TEST_TMPDIR/clock"
  person wait
  start_shell
  run_line "$(word export LD_PRELOAD "'$library'"); $(word export FAKETIME_NO_CACHE 1); $(word export FAKETIME_TIMESTAMP_FILE "$BATS_TEST_TMPDIR/clock"); $(word export NO_FAKE_STAT 1)"
  send_line 'cd ~/acme'
  eventually pending
  printf '+119\n' >"$BATS_TEST_TMPDIR/clock"
  knock
  eventually pending
  printf '+121\n' >"$BATS_TEST_TMPDIR/clock"
  knock
  await_prompt
  assert_output --partial '2 minutes'
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  eventually no_program
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 1
}
each_shell 'two minutes without an answer cancel; an hour is quiet then' two_minutes

# Asks the program that waits for the browser for a page that it does not have.
knock() {
  [[ $(<"$BATS_TEST_TMPDIR/browser.log") =~ redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A([0-9]+) ]]
  "$PROJECT/test/support/browser" "http://127.0.0.1:${BASH_REMATCH[1]}/nothing" 3>&- 4>&-
}

# Usage: is_cancelled_by KEY
is_cancelled_by() {
  person wait
  start_shell
  send_line 'cd ~/acme'
  await_text 'http://127.0.0.1'
  eventually pending
  press "$1"
  await_prompt
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  expect_browsers 1
  run_line ''
  assert_output ''
  run_line 'cd ~'
  run_line 'cd ~/acme'
  expect_browsers 1
  eventually no_program
  person approve
  run_line 'ssoenv login'
  expect_status 0
  run_line ''
  expect_segment acme-dev
}

pending() {
  sandbox GET pending
  [[ $reply != '[]' ]]
}

# No process of ssoenv but the sandbox is left of this test.
no_program() {
  ! pgrep -f "$PROJECT/dist/main.js (settle|login|refresh)" >"$BATS_TEST_TMPDIR/pids" ||
    ! xargs -I{} grep -lzx "SSOENV_TEST_RUN=$BATS_TEST_TMPDIR" /proc/{}/environ <"$BATS_TEST_TMPDIR/pids" 2>/dev/null | grep -q .
}
# pitfalls 35, 40
each_shell 'Ctrl-C cancels: the prompt comes back, AWS_PROFILE stays, nothing keeps running' is_cancelled_by ctrl-c
# pitfalls 35, 40
each_shell 'Ctrl-Z cancels: the prompt comes back, AWS_PROFILE stays, nothing keeps running' is_cancelled_by ctrl-z

hang_up_in_the_middle() {
  person wait
  start_shell one
  send_line 'cd ~/acme'
  eventually pending
  hang_up
  eventually no_program
  person approve
  start_shell two --in "$HOME/acme"
  run_line 'ssoenv login'
  expect_status 0
  run_line ''
  expect_segment acme-dev
}
# pitfall 40
each_shell 'a terminal that is closed in the middle blocks nobody' hang_up_in_the_middle

others() {
  person wait
  start_shell one
  start_shell two
  to_shell one
  send_line 'cd ~/acme'
  eventually pending
  to_shell two
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  to_shell one
  decide approve
  await_prompt
  expect_segment acme-dev
  to_shell two
  run_line ''
  expect_segment acme-dev
  expect_count Authorize 1
}
each_shell 'shells that did not start the login do not wait for it, and see its result' others

device() {
  set_environment BROWSER=
  start_shell
  send_line 'cd ~/acme'
  await_text 'Press Enter'
  expect_count StartDeviceAuthorization 0
  press ctrl-c
  await_prompt
  expect_count StartDeviceAuthorization 0
  bind second guest-dev
  send_line 'cd ~/second'
  await_text 'Press Enter'
  press enter
  await_prompt
  expect_count StartDeviceAuthorization 1
  expect_segment guest-dev
}
# pitfall 39
each_shell 'where only a device code is possible it waits for Enter first' device

no_terminal() {
  start_shell
  run_line 'cd ~/acme </dev/null; true' # the shell itself has its terminal
  expect_browsers 1
  run_line 'ssoenv logout'
  run_line "$SHELL_KIND -c 'cd ~/acme; true' </dev/null"
  assert_output ''
  expect_browsers 1
}
# pitfall 19
each_shell 'a shell that is not interactive does nothing' no_terminal

not_sso() {
  bind keys plain
  start_shell
  run_line 'cd ~/keys'
  assert_output ''
  expect_variable AWS_PROFILE plain
  expect_browsers 0
}
each_shell 'a profile without SSO needs no login' not_sso

other_session() {
  bind guest guest-dev
  start_shell
  run_line 'cd ~/acme'
  run_line 'cd ~/guest'
  expect_browsers 2
  run_line 'ssoenv logout --session corp'
  run_line 'cd ~/acme'
  expect_browsers 3
  run_line 'cd ~/guest'
  assert_output ''
  expect_browsers 3
}
each_shell 'each session has its own login' other_session

in_ci() {
  set_environment CI=1
  start_shell
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  expect_segment 'acme-dev login needed'
  expect_browsers 0
}
# pitfall 19
each_shell 'where CI is set nobody is asked' in_ci
