# zsh: where the hook stands among other functions, and when it acts.
# shellcheck disable=SC2016,SC2154 # the shell under test expands; output is the rig's
load helper

setup() {
  bound_home
  program settle --shell zsh --event first --dir "$HOME/acme"
}

zsh_only() {
  case " ${SSOENV_TEST_SHELLS:-zsh} " in
    *' zsh '*) SSOENV_TEST_SHELLS=zsh each_shell "$@" ;;
  esac
}

FUNCTIONS='print -- $precmd_functions / $chpwd_functions'

loaded_twice() {
  start_shell --after 'eval "$(ssoenv hook zsh)"'
  run_line "$FUNCTIONS"
  assert_output '__ssoenv_precmd __ssoenv_prompt / __ssoenv_chpwd'
  run_line 'cd ~/acme'
  run_line 'eval "$(ssoenv hook zsh)"'
  assert_output ''
  run_line "$FUNCTIONS"
  assert_output '__ssoenv_precmd __ssoenv_prompt / __ssoenv_chpwd'
  expect_segment acme-dev
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
# pitfall 5
zsh_only 'loading twice is loading once' loaded_twice

order() {
  local builder='builder() { :; }; precmd_functions+=(builder)' when
  for when in before after; do
    start_shell "direnv-$when" --direnv "$when" --before "$builder"
    run_line "$FUNCTIONS"
    assert_output '_direnv_hook __ssoenv_precmd builder __ssoenv_prompt / _direnv_hook __ssoenv_chpwd'
  done
  # direnv's hook as older versions attached it
  start_shell appended --after "$builder; _direnv_hook() { :; }; precmd_functions+=(_direnv_hook)"
  run_line "$FUNCTIONS"
  assert_output 'builder _direnv_hook __ssoenv_precmd __ssoenv_prompt / __ssoenv_chpwd'
}
# pitfall 6
zsh_only "the hook runs after direnv's and before prompt builders, whatever was loaded first" order

pipestatus() {
  start_shell --after 'note() { seen=("$pipestatus[@]") }; precmd_functions+=(note)'
  run_line 'cd ~/acme'
  run_line 'false | true | (exit 3)'
  expect_status 3
  run_line 'print -- $seen'
  assert_output '1 0 3'
  run_line 'false | true | (exit 3)'
  run_line 'print -- $pipestatus'
  assert_output '1 0 3'
}
# pitfall 3
zsh_only 'pipestatus is what the command left' pipestatus

completion() {
  start_shell --strace "$BATS_TEST_TMPDIR/strace" --after 'autoload -Uz compinit; compinit -u -D
    _foo() { cd ~/acme; compadd -- "within${AWS_PROFILE}"; cd ~; }; compdef _foo foo'
  press 'foo ' tab
  await_text within
  press enter
  await_prompt
  refute_output --partial acme-dev
  expect_no_variable AWS_PROFILE
  run grep -c settle "$BATS_TEST_TMPDIR/strace"
  assert_output 0
}
# pitfall 23
zsh_only 'completion that goes elsewhere changes nothing and starts nothing' completion

widget() {
  start_shell --after 'project() { cd ~/acme; for f in $precmd_functions; do $f; done; zle reset-prompt }
    zle -N project; bindkey "^B" project'
  press $'\002'
  await_text acme-dev
  run_line 'printenv AWS_PROFILE'
  assert_output acme-dev
}
# pitfall 22
zsh_only 'a widget that changes directory shows the profile at once' widget

deactivated() {
  start_shell --before 'functions +m "*" >~/functions'
  run_line 'cd ~/acme'
  run_line 'ssoenv_deactivate'
  expect_no_variable AWS_PROFILE
  expect_segment ''
  run_line 'functions +m "*" | diff ~/functions -'
  assert_output ''
  run_line 'typeset +m "*ssoenv*" "*SSOENV_[A-S]*" "(precmd|chpwd|preexec)_functions" psvar'
  assert_output 'array tied PSVAR psvar'
}
# pitfall 47
zsh_only 'ssoenv_deactivate takes everything away' deactivated

not_interactive() {
  write_rc_files
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" zsh -c '. ~/.zshrc; print -- "${AWS_PROFILE-none} ${SSOENV_SHELL-none}"; functions +m "*ssoenv*"' </dev/null
  assert_output 'none none'
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" VSCODE_RESOLVING_ENVIRONMENT=1 zsh -ic 'functions +m "*ssoenv*"' </dev/null
  assert_output ''
  run env -i -C "$HOME/acme" "${ENVIRONMENT[@]}" zsh -e -u -o pipefail -fc 'eval "$(ssoenv hook zsh)"; print fine' </dev/null
  assert_output fine
}
# pitfalls 17, 18, 48
zsh_only 'nothing happens where nobody sits: scripts, editor probes' not_interactive
