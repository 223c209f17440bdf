# Shells inside shells: nested, of another kind, replaced, started elsewhere.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  bound_home
  mkdir -p "$HOME/acme/deep"
}

nested() {
  local kind
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  for kind in bash zsh fish; do
    run_line "$kind"
    assert_output ''
    expect_variable AWS_PROFILE acme-dev
    run_line 'cd ~'
    expect_variable AWS_PROFILE earlier
    run_line 'cd ~/acme/deep'
    expect_variable AWS_PROFILE acme-dev
    run_line 'cd ~; exit'
    expect_variable AWS_PROFILE acme-dev
  done
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
# pitfall 33
each_shell 'a shell started inside a bound directory restores properly when it leaves' nested

nested_by_hand() {
  start_shell
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE by-hand)"
  run_line "$SHELL_KIND"
  run_line 'cd ~'
  expect_variable AWS_PROFILE by-hand
  run_line 'exit'
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'a choice by hand is the earlier value of a shell that is started then' nested_by_hand

replaced() {
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  run_line "exec $SHELL_KIND"
  expect_variable AWS_PROFILE acme-dev
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
# pitfall 33
each_shell 'exec keeps what has to be restored' replaced

elsewhere() {
  bind other acme-prod
  start_shell
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  # what a terminal multiplexer or an editor does
  run_line "env -C ~ PWD=\$HOME $SHELL_KIND"
  expect_variable AWS_PROFILE earlier
  run_line 'exit'
  run_line "env -C ~/other PWD=\$HOME/other $SHELL_KIND"
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~'
  expect_variable AWS_PROFILE earlier
}
# pitfall 33
each_shell 'a shell that starts elsewhere with the environment of a bound directory has no stale profile' elsewhere

no_hook_child() {
  start_shell
  run_line 'cd ~/acme'
  run_line "env HOME=/nonexistent bash --norc -i -c 'printenv AWS_PROFILE'"
  assert_output acme-dev
  run_line "zsh -f -c 'printenv AWS_PROFILE'"
  assert_output acme-dev
  run_line "fish --no-config -c 'printenv AWS_PROFILE'"
  assert_output acme-dev
}
# pitfall 33
each_shell 'shells and scripts without the hook simply have the profile' no_hook_child

by_exec() {
  start_shell
  run_line 'cd ~/acme'
  run_line "ssoenv exec acme-prod --yes -- $SHELL_KIND"
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd deep'
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~'
  expect_variable AWS_PROFILE acme-prod
  run_line 'exit'
  expect_variable AWS_PROFILE acme-dev
}
each_shell 'a shell that exec starts with another profile keeps it, also in a bound directory' by_exec
