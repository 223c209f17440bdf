# The sandbox, the clocks and the browser of the rig.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

calls() {
  start_sandbox
  write_config
  expect_count CreateToken 0
  give_token corp expired
  run grep -c refreshToken "$(token_file corp)"
  assert_output 1
  person deny
  assert_equal "$reply" '{"mode":"deny","delaySeconds":0}'
  expect_browsers 0
}
bats_test_function --description 'the sandbox counts calls and browsers, and hands out tokens' -- calls

clocks() {
  use_movable_clock
  start_shell --no-hook
  move_clock 7200
  run_line 'date +%s'
  ((output > $(date +%s) + 7100)) || fail "the clock stands at $output"
  run_line 'node -p "Date.now()"'
  ((output / 1000 > $(date +%s) + 7100)) || fail "the clock of Node stands at $output"
  case $SHELL_KIND in
    bash) run_line 'echo $EPOCHSECONDS' ;;
    zsh) run_line 'zmodload zsh/datetime; echo $EPOCHSECONDS' ;;
    fish) run_line 'touch -d @0 f; path mtime -R f' ;;
  esac
  ((output > $(date +%s) + 7100)) || fail "the clock of the shell stands at $output"
}
each_shell 'the clock of a shell and its programs can be moved' clocks
