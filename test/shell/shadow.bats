# Keys in the environment that hide the profile: told, marked, or put aside.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

TOLD='AWS_ACCESS_KEY_ID in the environment hides the profile'

setup() {
  make_home
  start_driver
  write_config
  write_token corp '+8 hours'
  write_token guest '+8 hours'
  bind acme acme-dev
  bind acme/deep guest-dev
  mkdir -p "$HOME/acme/er"
}

# What the shell gives its children of the keys, into output: names and values.
keys() {
  run_line 'env | grep -E "^AWS_(ACCESS|SECRET|SESSION|SECURITY|CREDENTIAL)" | sort | tr "\n" " "'
}

expect_keys() {
  keys
  assert_output "$1"
}

OLD='AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret AWS_SESSION_TOKEN=old token  $x'

with_old_keys() {
  set_environment AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret 'AWS_SESSION_TOKEN=old token  $x'
}

put_aside() {
  write_settings $'shadow = unset\n'
}

told() {
  start_shell
  run_line "$(word export AWS_ACCESS_KEY_ID AKIAOLD)"
  refute_output --partial "$TOLD"
  run_line 'cd ~/acme'
  assert_output --partial "$TOLD"
  assert_output --partial 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
  expect_segment 'acme-dev!'
  run_line 'cd er'
  refute_output --partial "$TOLD"
  run_line ''
  refute_output --partial "$TOLD"
  run_line 'cd ~'
  expect_variable AWS_ACCESS_KEY_ID AKIAOLD
  run_line 'cd ~/acme'
  assert_output --partial "$TOLD"
  run_line "$(word unset AWS_ACCESS_KEY_ID)"
  expect_segment acme-dev
  run_line "$(word export AWS_ACCESS_KEY_ID AKIANEW)"
  assert_output --partial "$TOLD"
  expect_segment 'acme-dev!'
}
# pitfall 34
each_shell 'keys that hide the profile are told once on entering and marked in the prompt, and the line to type helps' told

told_second() {
  with_old_keys
  start_shell --in "$HOME/acme"
  refute_output --partial "$TOLD"
  run_line ''
  assert_output --partial "$TOLD"
  run_line ''
  refute_output --partial "$TOLD"
}
each_shell 'a shell that starts there says so at its second prompt' told_second

not_exported() {
  start_shell
  run_line "$(word set AWS_ACCESS_KEY_ID AKIAOLD)"
  run_line 'cd ~/acme'
  refute_output --partial "$TOLD"
  expect_segment acme-dev
}
each_shell 'a variable that is not exported hides nothing' not_exported

aside() {
  put_aside
  with_old_keys
  start_shell
  expect_keys "$OLD"
  run_line 'cd ~/acme'
  assert_output ''
  expect_keys ''
  expect_segment acme-dev
  run_line 'cd deep; cd ../er'
  expect_keys ''
  run_line 'cd ~'
  expect_keys "$OLD"
  run_line 'cd ~/acme; env | grep AWS_SECRET; cd ~; env | grep AWS_SECRET'
  assert_output 'AWS_SECRET_ACCESS_KEY=old-secret'
  run_line "cd ~/acme; bash -c 'cd ~; env | grep AKIA'"
  assert_output ''
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell 'with shadow = unset they are put aside in the directory, and given back as they were on leaving' aside

aside_from_start() {
  put_aside
  with_old_keys
  start_shell --in "$HOME/acme"
  expect_keys ''
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell 'a shell that starts there puts them aside before its first prompt' aside_from_start

by_hand() {
  put_aside
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  run_line "$(word export AWS_ACCESS_KEY_ID AKIANEW)"
  assert_output --partial "$TOLD"
  run_line 'cd er'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIANEW'
  expect_segment 'acme-dev!'
  run_line 'cd ../deep'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIANEW'
  run_line 'cd ~'
  run_line ''
  expect_keys 'AWS_ACCESS_KEY_ID=AKIANEW'
  run_line 'cd ~/acme'
  expect_keys ''
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIANEW'
}
each_shell 'a key that is exported inside wins: it stays on leaving, and is not mixed with the one from before' by_hand

profile_by_hand() {
  put_aside
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  run_line "$(word export AWS_PROFILE guest-dev)"
  expect_keys ''
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell 'a profile that is chosen by hand changes nothing about that' profile_by_hand

nested() {
  local kind
  put_aside
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  for kind in bash zsh fish; do
    run_line "$kind"
    expect_keys ''
    run_line 'cd ~'
    expect_keys ''
    run_line 'exit'
    expect_keys ''
  done
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell 'a nested shell has none of them, and the one that put them aside gives them back' nested

deactivated() {
  put_aside
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  run_line 'ssoenv_deactivate'
  expect_keys "$OLD"
}
each_shell 'ssoenv_deactivate gives them back' deactivated

settings_change() {
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  expect_keys "$OLD"
  put_aside
  run_line ''
  expect_keys ''
  write_settings $'shadow = warn\n'
  run_line ''
  expect_keys "$OLD"
}
each_shell 'a change of the setting holds from the next prompt on' settings_change

by_environment() {
  set_environment SSOENV_SHADOW=unset
  with_old_keys
  start_shell
  run_line 'cd ~/acme'
  expect_keys ''
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell 'SSOENV_SHADOW says it too' by_environment

traced() {
  local on='set -x' off='set +x'
  if [[ $SHELL_KIND == fish ]]; then on='set -g fish_trace all' off='set -e fish_trace'; fi
  put_aside
  with_old_keys
  start_shell
  if [[ $SHELL_KIND == bash ]]; then run_line 'exec 7>~/trace; BASH_XTRACEFD=7'; fi
  run_line "$on"
  run_line 'cd ~/acme'
  run_line 'cd ~'
  run_line 'cd ~/acme'
  run_line 'ssoenv_deactivate'
  run_line "$off"
  if [[ $SHELL_KIND == bash ]]; then run cat "$HOME/trace"; else shown; fi
  assert_output --partial 'acme'
  refute_output --partial 'old-secret'
  refute_output --partial 'old token'
}
# pitfall 13
each_shell 'no trace of the shell shows a secret' traced

readonly_key() {
  put_aside
  with_old_keys
  start_shell
  run_line 'readonly AWS_SESSION_TOKEN'
  run_line 'cd ~/acme'
  assert_output --partial "$TOLD"
  expect_keys "$OLD"
  expect_segment 'acme-dev!'
}
each_shell --not fish 'what is readonly stays, all of it, and is told' readonly_key

by_direnv() {
  put_aside
  write_envrc acme $'export AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret\n'
  set_environment AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret
  start_shell --direnv before
  run_line 'cd ~/acme'
  refute_output --partial "$TOLD"
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret'
  run_line 'cd er'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret'
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret'
}
each_shell 'keys that an .envrc sets are direnv'"'"'s, and left to it' by_direnv

beside_direnv() {
  put_aside
  write_envrc acme $'export UNRELATED=1\n'
  set_environment AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret
  start_shell --direnv before
  run_line 'cd ~/acme'
  expect_keys ''
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret'
}
each_shell 'under an .envrc that sets other things they are put aside as anywhere' beside_direnv

direnv_first() {
  put_aside
  write_envrc acme $'export AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret\n'
  write_envrc other $'export UNRELATED=1\n'
  bind other acme-dev
  set_environment AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret
  start_shell --in "$HOME/acme" --direnv "$1"
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret'
  run_line 'cd ~/other'
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret'
  start_shell second --in "$HOME/other" --direnv "$1"
  run_line ''
  expect_keys ''
  run_line 'cd ~/acme'
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret'
}
each_shell 'from a shell'"'"'s start on, direnv'"'"'s hook before ours' direnv_first before
each_shell 'from a shell'"'"'s start on, direnv'"'"'s hook after ours' direnv_first after

strict() {
  local line='set -eu'
  [[ $SHELL_KIND != zsh ]] || line='setopt err_return no_unset ksh_arrays sh_word_split'
  put_aside
  with_old_keys
  start_shell --after "$line"
  run_line 'cd ~/acme'
  assert_output ''
  expect_keys ''
  run_line 'cd ~'
  expect_keys "$OLD"
}
each_shell --not fish 'under strict options too' strict

lent_inside() {
  put_aside
  write_envrc acme/er $'export AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret\n'
  set_environment AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret
  start_shell --direnv before
  run_line 'cd ~/acme'
  expect_keys ''
  run_line 'cd er'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAENVRC AWS_SECRET_ACCESS_KEY=envrc-secret'
  run_line 'cd ~'
  expect_keys 'AWS_ACCESS_KEY_ID=AKIAOLD AWS_SECRET_ACCESS_KEY=old-secret'
}
each_shell 'those of an .envrc come and go inside, and the ones from before are back on leaving' lent_inside
