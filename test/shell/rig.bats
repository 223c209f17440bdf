# The rig itself: without the hook, so that a scenario that fails speaks of the hook.
# shellcheck disable=SC2016 # the shells under test expand, not this one
load helper

output_and_status() {
  start_shell --no-hook
  assert_output ''
  run_line 'printf "no end"'
  assert_output 'no end'
  run_line 'echo one; echo two; false'
  assert_output $'one\ntwo'
  expect_status 1
  run_line ''
  assert_output ''
  expect_segment ''
}
each_shell 'a line is typed, what it shows is collected, and the prompt knows its status' output_and_status

drawn_again() {
  start_shell --no-hook
  press $'\f'
  run_line 'echo shown'
  assert_output shown
}
each_shell 'a prompt that is drawn again is no output of the line' drawn_again

keys() {
  start_shell --no-hook
  send_line 'echo waiting >one; tail -f one'
  await_text $'\nwaiting'
  press ctrl-c
  await_prompt
  expect_status 130
  send_line 'echo again >two; tail -f two'
  await_text $'\nagain'
  press ctrl-z
  await_prompt
  assert_output --partial '^Z'
  run_line "$(word set kept yes)"
  run_line 'echo $kept'
  assert_output yes
  run_line "$(word export PASSED_ON 1)"
  expect_variable PASSED_ON 1
  run_line "$(word unset PASSED_ON)"
  expect_no_variable PASSED_ON
}
each_shell 'keys reach the program that runs, and words are spelled as the shell wants them' keys

several() {
  start_shell one --no-hook --no-wait
  start_shell two --no-hook --no-wait --in /
  await_prompt
  to_shell one
  await_prompt
  run_line 'bash'
  run_line 'fish'
  run_line 'zsh'
  run_line 'pwd; exit'
  to_shell two
  run_line 'pwd'
  assert_output /
  send_line 'exit 3'
  await_end
  expect_status 3
}
each_shell 'several shells are open at once, and one shell runs inside another' several

nothing_stays() {
  start_shell --no-hook
  run_line 'setsid sleep 4321 </dev/null >/dev/null 2>&1 &'
  eventually pgrep -f 'sleep 432[1]'
  ask stop
  run pgrep -f 'sleep 432[1]'
  assert_failure
}
each_shell 'nothing that a test started outlives it, not even what left its session' nothing_stays
