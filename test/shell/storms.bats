# Many at once: one of them logs in or refreshes, the others use the result.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  write_config
  bind acme acme-dev
  printf '#!/bin/sh\necho "aws ran"\n' >"$BATS_TEST_TMPDIR/bin/aws"
  chmod +x "$BATS_TEST_TMPDIR/bin/aws"
}

NAMES=(s0 s1 s2 s3 s4 s5 s6 s7 s8 s9)

open_all() { # [options of start_shell]
  local name
  for name in "${NAMES[@]}"; do start_shell "$name" --no-wait "$@"; done
  all await_prompt
}

send_all() { # LINE
  local name
  for name in "${NAMES[@]}"; do
    to_shell "$name"
    send_line "$1"
  done
}

all() { # COMMAND...
  local name
  for name in "${NAMES[@]}"; do
    to_shell "$name"
    "$@"
  done
}

entering() {
  person approve
  open_all
  send_all 'cd ~/acme'
  all await_prompt
  send_all ''
  all await_prompt
  all expect_segment acme-dev
  all expect_variable AWS_PROFILE acme-dev
  expect_count Authorize 1
  expect_count CreateToken 1
  expect_browsers 1
}
# pitfall 38
each_shell 'ten open shells that enter on an ended session make one authorization' entering

denied() {
  person deny
  open_all
  send_all 'cd ~/acme'
  all await_prompt
  send_all 'cd ~'
  all await_prompt
  send_all 'cd ~/acme'
  all await_prompt
  all expect_segment 'acme-dev login needed'
  all expect_variable AWS_PROFILE acme-dev
  expect_count Authorize 1
  expect_browsers 1
}
each_shell 'ten shells make one authorization, also when the person denies it' denied

cancelled() {
  person wait
  open_all
  send_all 'cd ~/acme'
  eventually pending
  # whoever has started it shows the address, the others come back to their prompts
  eventually find_starter
  press ctrl-c
  all await_prompt
  all expect_segment 'acme-dev login needed'
  all expect_variable AWS_PROFILE acme-dev
  expect_count Authorize 1
  expect_browsers 1
}
each_shell 'ten shells make one authorization, also when the person cancels it' cancelled

# The shell that shows the address of a login becomes the current one.
find_starter() {
  local name
  for name in "${NAMES[@]}"; do
    to_shell "$name"
    shown
    [[ $output != *http://127.0.0.1* ]] || return 0
  done
  return 1
}

pending() {
  sandbox GET pending
  [[ $reply != '[]' ]]
}

opening() {
  open_all --in "$HOME/acme"
  all run_line ''
  all expect_segment 'acme-dev login needed'
  expect_count Authorize 0
  expect_browsers 0
  send_all 'aws s3 ls'
  all await_prompt
  all assert_ran
  expect_count Authorize 1
  expect_browsers 1
}

assert_ran() {
  await_prompt
  assert_output --partial 'aws ran'
}
# pitfall 38
each_shell 'ten shells that are opened there make none until the first command that uses AWS, and then one' opening

refreshing() {
  local index pids=()
  give_token corp expired
  for index in {1..50}; do
    env -i -C "$HOME" "${ENVIRONMENT[@]}" ssoenv login acme-dev </dev/null >"$BATS_TEST_TMPDIR/out.$index" 2>&1 3>&- 4>&- &
    pids+=($!)
  done
  for index in "${pids[@]}"; do wait "$index" || fail "$(cat "$BATS_TEST_TMPDIR"/out.*)"; done
  expect_count CreateToken 1
  expect_browsers 0
}
bats_test_function --description 'fifty processes with a token that can be refreshed make one refresh' -- refreshing

refreshing_shells() {
  give_token corp expired
  open_all
  send_all 'cd ~/acme'
  all await_prompt
  expect_count CreateToken 1
  expect_browsers 0
  all expect_segment acme-dev
}
each_shell 'ten shells that enter with a token that can be refreshed make one refresh' refreshing_shells
