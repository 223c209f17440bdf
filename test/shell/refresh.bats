# Refreshing is silent, and seen only in the service's log.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  make_home
  start_driver
  start_sandbox
  write_config
  bind acme acme-dev
}

# Entering is silent, and the token is refreshed exactly once.
is_refreshed_on_entering() {
  start_shell
  run_line 'cd ~/acme'
  assert_output ''
  eventually counted CreateToken 1
  run_line ''
  run_line ''
  assert_output ''
  expect_segment acme-dev
  expect_count CreateToken 1
  expect_browsers 0
}

counted() {
  count "$1"
  [[ $output == "$2" ]]
}

expired() {
  give_token corp expired
  is_refreshed_on_entering
}
each_shell 'an expired token is refreshed on entering' expired

few_left() {
  give_token corp valid 600
  is_refreshed_on_entering
}
each_shell 'a token with less than 15 minutes is refreshed on entering, and waited for' few_left

some_left() {
  give_token corp valid 1050
  is_refreshed_on_entering
}
each_shell 'a token with 15 to 20 minutes is refreshed in the background' some_left

background() {
  give_token corp valid 1050
  sandbox POST faults '{"operation": "CreateToken", "kind": "slow", "milliseconds": 2000, "times": 1}'
  start_shell
  local before=${EPOCHREALTIME/./}
  run_line 'cd ~/acme'
  ((${EPOCHREALTIME/./} - before < 1900000)) || fail 'the prompt waited'
  eventually counted CreateToken 1
}
each_shell 'the background refresh keeps no prompt waiting' background

plenty_left() {
  give_token corp valid 3000
  start_shell
  run_line 'cd ~/acme'
  run_line ''
  expect_count CreateToken 0
}
each_shell 'a good token is left alone' plenty_left

at_a_prompt() {
  give_token corp valid 3000
  start_shell
  run_line 'cd ~/acme'
  expect_count CreateToken 0
  give_token corp valid 600
  run_line ''
  eventually counted CreateToken 1
  run_line ''
  expect_segment acme-dev
}
each_shell 'a refresh that becomes due while one is there happens at the prompt' at_a_prompt

by_the_clock() {
  use_movable_clock
  give_token corp valid 3000
  start_shell
  run_line 'cd ~/acme'
  expect_count CreateToken 0
  move_clock 1900
  run_line ''
  eventually counted CreateToken 1
}
each_shell 'that the time has come is seen from the clock of the shell alone' by_the_clock

first_prompt() {
  give_token corp expired
  start_shell --in "$HOME/acme"
  expect_count CreateToken 0
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'the first prompt of a shell asks no service' first_prompt

away() {
  give_token corp valid 600
  sandbox POST faults '{"operation": "CreateToken", "kind": "status", "status": 500}'
  start_shell
  run_line 'cd ~/acme'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  count CreateToken
  local first=$output
  run_line ''
  run_line ''
  expect_count CreateToken "$first"
  run grep -c refreshToken "$(token_file corp)"
  assert_output 1
}
each_shell 'a service that is away keeps the token, and is not asked again at each prompt' away

skipped() {
  give_token corp expired
  sandbox POST faults '{"operation": "CreateToken", "kind": "slow", "milliseconds": 2500, "times": 1}'
  start_shell
  send_line 'cd ~/acme'
  eventually counted CreateToken 1
  press ctrl-c
  await_prompt
  expect_variable AWS_PROFILE acme-dev
  eventually refreshed_token
  expect_count CreateToken 1
}

refreshed_token() {
  [[ ! $(<"$(token_file corp)") =~ \"expiresAt\":\ ?\"([^\"]*)\" ]] || [[ ${BASH_REMATCH[1]} > $(date -u +%Y-%m-%dT%H:%M:%SZ) ]]
}
each_shell 'Ctrl-C skips the wait for a refresh, which is brought to its end' skipped
