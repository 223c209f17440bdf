# shellcheck disable=SC2016,SC2154 # the shells under test expand; screen is the helper's
load helper

# Usage: with_theme before|after [STYLE [LINE]]
# The hook before or after the theme; a LINE for ~/.p10k.zsh.
with_theme() {
  {
    cat "$SSOENV_PROMPTS/powerlevel10k/config/p10k-${2-lean}.zsh"
    recipe powerlevel10k zsh
    printf '%s\n' 'POWERLEVEL9K_DISABLE_GITSTATUS=true POWERLEVEL9K_DISABLE_CONFIGURATION_WIZARD=true' "${3-}"
  } >"$HOME/.p10k.zsh"
  {
    # as its wizard writes it
    printf '%s\n' 'if [[ -r ~/.cache/p10k-instant-prompt-${(%):-%n}.zsh ]]; then source ~/.cache/p10k-instant-prompt-${(%):-%n}.zsh; fi'
    [[ $1 == after ]] || hook_line zsh
    printf 'source %q\n' "$SSOENV_PROMPTS/powerlevel10k/powerlevel10k.zsh-theme"
    printf '%s\n' 'source ~/.p10k.zsh'
    [[ $1 == before ]] || hook_line zsh
  } | open zsh
}

states() {
  with_theme before
  walk
}

order() {
  with_theme "$1" "$2"
  expect_once
  tmux -S "$screen" resize-window -x 50
  expect_once
  tmux -S "$screen" send-keys C-l
  shows acme-dev
  type_line 'print -r -- psvar=$#psvar'
  shows 'psvar=0'
}

instant() {
  with_theme after lean 'POWERLEVEL9K_INSTANT_PROMPT=verbose'
  expect_once
  type_line 'clear; ls ~/.cache/p10k-instant-prompt-*.zsh | wc -l'
  shows '^1$'
  printf '# changed\n' >>"$HOME/acme/.ssoenv"
  type_line 'exec zsh -i'
  shows refused
  type_line ''
  shows 'has changed since it was allowed'
  type_line 'echo the""end'
  shows '^theend'
  if drawn 'Console output during zsh initialization'; then fail 'The instant prompt was disturbed.'; fi
}

transient() {
  with_theme after lean 'POWERLEVEL9K_TRANSIENT_PROMPT=always'
  type_line 'cd ~/acme'
  shows acme-dev
  type_line 'clear; echo ++'
  shows '^[+][+]'
  type_line 'echo more'
  shows '^more'
  eventually settled_once
}

if [[ " ${SSOENV_TEST_SHELLS:-zsh} " == *' zsh '* ]]; then
  SSOENV_TEST_SHELLS=zsh
  each_shell 'powerlevel10k shows every state in its colour, and a name stays text' states
  each_shell 'loaded before powerlevel10k, the segment stands there once, also in two lines' order before rainbow
  each_shell 'loaded after powerlevel10k, the segment stands there once' order after lean
  each_shell 'nothing is said while the instant prompt stands' instant
  each_shell 'a transient prompt keeps no segment behind' transient
fi
