# Everything of the shell that is not ours is left as it was.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load helper

setup() {
  bound_home
  mkdir -p "$HOME/acme/deep"
}

# Enters and leaves; what is set has to be right whatever the shell is like.
works() {
  run_line 'cd ~/acme/deep'
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
  segment
  assert_output acme-dev
  run_line 'cd ~'
  run_line 'printenv AWS_PROFILE || true'
  assert_output ''
}

status_kept() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'false | true | false'
  expect_status 1
  case $SHELL_KIND in
    bash) run_line 'echo ${PIPESTATUS[*]}' ;;
    *) run_line 'echo $pipestatus' ;;
  esac
  assert_output '1 0 1'
  run_line "sh -c 'exit 42'"
  case $SHELL_KIND in
    fish) run_line 'echo $status' ;;
    *) run_line 'echo $?' ;;
  esac
  assert_output 42
  run_line 'rm .ssoenv; false'
  expect_status 1
  [[ $SHELL_KIND != fish ]] || return 0
  run_line 'echo one two'
  run_line 'echo $_'
  assert_output two
}
# pitfall 3
each_shell 'the status, the statuses of a pipeline and $_ are the ones of the last command' status_kept

errexit() {
  start_shell
  run_line 'set -e'
  works
  run_line '! true'
  expect_status 1
  run_line 'cd ~/acme'
  run_line 'echo alive'
  assert_output alive
}
# pitfall 1
each_shell --not fish 'a shell under set -e lives' errexit

nounset() {
  start_shell --before 'set -u' --after 'unset AWS_PROFILE XDG_STATE_HOME XDG_CONFIG_HOME AWS_CONFIG_FILE'
  assert_output ''
  works
}
# pitfall 2
each_shell --not fish 'set -u finds nothing unset' nounset

separators() {
  local ifs
  start_shell
  for ifs in / 0123456789 '' '.ae'; do
    run_line "IFS=$(printf %q "$ifs")"
    works
    run_line 'printf "%s|" "$IFS"'
    assert_output "$ifs|"
  done
}
# pitfall 12
each_shell --not fish 'any IFS will do, and stays' separators

noclobber() {
  start_shell --before 'set -o noclobber'
  works
  run_line 'rm -rf ~/.local/state/ssoenv'
  works
}
each_shell --not fish 'noclobber is no hindrance' noclobber

aliases() {
  local word definitions=''
  for word in cd local read builtin command test printf set return unset export typeset; do
    definitions+="alias $word='echo aliased-$word'; "
  done
  if [[ $SHELL_KIND == fish ]]; then
    # an alias is a function there, and shadows a builtin for everything that runs in fish
    start_shell --after 'function cd; echo aliased; builtin cd $argv; end'
    run_line 'builtin cd ~/acme'
    assert_output ''
    run_line 'command printenv AWS_PROFILE'
    assert_output acme-dev
    return
  fi
  start_shell --after "$definitions"
  run_line '\cd ~/acme'
  assert_output ''
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
}
# pitfall 11
each_shell 'aliases of the user are not ours to follow' aliases

traps() {
  local before
  start_shell --before 'trap "echo int" INT; trap "echo usr" USR1'
  run_line 'trap'
  before=$output
  works
  run_line 'cd ~/acme; false'
  run_line 'trap'
  assert_output "$before"
}
# pitfall 14
each_shell 'traps stay as they were set' traps

# The names that the shell knows, into a file.
names() {
  case $SHELL_KIND in
    bash) run_line "{ compgen -v; compgen -A function; compgen -a; } | LC_ALL=C sort -u >$1" ;;
    zsh) run_line "{ print -l \${(k)parameters} \${(k)functions} \${(k)aliases}; } | LC_ALL=C sort -u >$1" ;;
    fish) run_line "begin; set --names; functions -a -n | string split , | string trim; end | LC_ALL=C sort -u >$1" ;;
  esac
}

leaks() {
  local warm
  start_shell plain --no-hook --before 'true'
  run_line 'cd ~/acme'
  run_line 'false | true'
  names "$HOME/plain.names"
  names "$HOME/plain.names"
  start_shell hooked
  run_line 'cd ~/acme'
  run_line 'false | true'
  run_line "ssoenv use acme-prod --yes"
  run_line 'cd ~; cd ~/acme'
  names "$HOME/hooked.names"
  names "$HOME/hooked.names"
  warm='^(AWS_PROFILE|SSOENV_[A-Z_]*|__ssoenv_.*|ssoenv|ssoenv_deactivate|cd|pushd|popd|PROMPT_COMMAND|PS0|psvar|PSVAR'
  # read or loaded by looking: bash's and zsh's own variables
  warm+='|BASH_.*|EPOCH.*|SRANDOM|RANDOM|OLDPWD|DIRSTACK|_.*|[a-z]*_functions|REPLY|MATCH|MBEGIN|MEND|match|mbegin|mend|errnos|sysparams)$'
  run grep -vxE "$warm" <(LC_ALL=C comm -13 "$HOME/plain.names" "$HOME/hooked.names")
  assert_output ''
}
# pitfall 15
each_shell 'no name is left behind but our own' leaks

history_kept() {
  set_environment HISTCONTROL=
  start_shell
  works
  run_line 'cd ~/acme'
  case $SHELL_KIND in
    fish) run_line 'history' ;;
    *) run_line 'fc -l -n 1' ;;
  esac
  refute_output --partial settle
  refute_output --partial __ssoenv
}
each_shell 'nothing of ours comes into the history' history_kept

not_interactive() {
  start_shell --strace "$BATS_TEST_TMPDIR/trace" --no-hook
  write_rc_files
  run_line "$SHELL_KIND -c 'cd ~/acme; printenv AWS_PROFILE'"
  assert_output ''
  printf 'cd ~/acme; echo script\n' >"$HOME/script"
  run_line "BASH_ENV=~/.bashrc $SHELL_KIND ~/script"
  assert_output script
  run_line "VSCODE_RESOLVING_ENVIRONMENT=1 $SHELL_KIND -ic 'cd ~/acme; echo probe'"
  assert_output probe
  run_line "INTELLIJ_ENVIRONMENT_READER=1 $SHELL_KIND -ic 'cd ~/acme; echo probe'"
  assert_output probe
  run grep -c 'settle' "$BATS_TEST_TMPDIR/trace"
  assert_output 0
}
# pitfalls 17, 18
each_shell 'nothing happens in scripts, with -c, and when an editor asks for the environment' not_interactive

subshells() {
  start_shell --strace "$BATS_TEST_TMPDIR/trace"
  run_line ''
  case $SHELL_KIND in
    fish) run_line 'echo (cd ~/acme; pwd; cd ~)' ;;
    *) run_line '(cd ~/acme; true); echo $(cd ~/acme; pwd); { cd ~/acme; true; } | cat' ;;
  esac
  refute_output --partial ssoenv:
  press 'cd ~/ac' tab
  press 'de' tab
  press enter
  await_prompt
  run grep -c 'settle' "$BATS_TEST_TMPDIR/trace"
  assert_output 1 # the last cd, at its prompt
  expect_variable AWS_PROFILE acme-dev
}
# pitfall 23
each_shell 'completion and subshells start nothing' subshells

deactivated() {
  local before
  start_shell plain --no-hook
  names "$HOME/plain.names"
  names "$HOME/plain.names"
  start_shell hooked
  run_line "$(word export AWS_PROFILE earlier)"
  run_line 'cd ~/acme'
  expect_variable AWS_PROFILE acme-dev
  run_line 'ssoenv_deactivate'
  assert_output ''
  expect_variable AWS_PROFILE earlier
  expect_segment ''
  run_line 'cd ~; cd ~/acme'
  expect_variable AWS_PROFILE earlier
  run_line 'env | grep -c ^SSOENV_'
  assert_output 1 # the mark of the rig
  names "$HOME/hooked.names"
  run grep -iE 'ssoenv' "$HOME/hooked.names"
  assert_output SSOENV_TEST_RUN
}
# pitfall 47
each_shell 'ssoenv_deactivate takes all of it away' deactivated

program_gone() {
  local main
  start_shell
  run_line 'cd ~/acme'
  main=$BATS_TEST_TMPDIR/gone.js
  rm "$BATS_TEST_TMPDIR/bin/ssoenv"
  run_line "$(word set __ssoenv_main "$main")"
  run_line 'cd ~'
  run_line 'cd ~/acme'
  assert_output ''
  expect_variable AWS_PROFILE acme-dev
  run_line 'touch ~/.aws/config'
  assert_output --partial "$main"
  run_line ''
  assert_output ''
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 36
each_shell 'when the program is gone, that is said once, and the prompt works' program_gone

hostile_records() {
  start_shell
  run_line 'cd ~/acme'
  run_line 'sed -i -E "s/^(expires|warn|ended|due|enter|before) .*/\1 a[\$(touch ~\/hacked)]/" ~/.local/state/ssoenv/sessions/*'
  run_line ''
  run_line 'true'
  run_line 'sed -i -E "s/^(label) .*/\1 \$(touch ~\/hacked)%F{red}\`touch ~\/hacked\`/" ~/.local/state/ssoenv/dirs/*/*/*/*/*/*/*'
  run_line ''
  run_line 'cd ~'
  run_line 'cd ~/acme'
  [[ ! -e $HOME/hacked ]]
  run_line 'echo alive'
  assert_output alive
}
# pitfall 41
each_shell 'nothing that stands in a record can run' hostile_records
