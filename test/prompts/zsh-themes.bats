# oh-my-zsh, pure, and the two plugins that redraw the line as it is typed.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; screen is the helper's
load helper

# Usage: with_oh_my_zsh THEME [PLUGIN...]
with_oh_my_zsh() {
  mkdir -p "$HOME/custom/plugins"
  ln -s "$PROJECT/shell/oh-my-zsh" "$HOME/custom/plugins/ssoenv"
  {
    printf '%s\n' "ZSH=$SSOENV_PROMPTS/ohmyzsh ZSH_CUSTOM=~/custom ZSH_THEME=$1 ZSH_CACHE_DIR=~/.cache/omz" \
      "zstyle ':omz:update' mode disabled" 'ZSH_DISABLE_COMPFIX=true'
    recipe oh-my-zsh zsh
    printf '%s\n' 'source $ZSH/oh-my-zsh.sh'
  } | open zsh
}

plugin() {
  with_oh_my_zsh robbyrussell
  walk
  expect_once
  type_line clear
  tmux -S "$screen" send-keys -l 'ssoenv prof'
  tmux -S "$screen" send-keys Tab
  shows 'ssoenv profiles'
}

two_lines() {
  with_oh_my_zsh bira
  expect_once
  type_line 'clear; cd ~/live'
  shows '^ESC[^ ]*acme-prodESC[^ ]* ╰─'
}

read_from_file() {
  with_oh_my_zsh robbyrussell
  expect_once
  [[ $(stat -c %a "$HOME/.local/share/ssoenv/hook.zsh") == 600 ]]
  printf 'echo from""file\n' >>"$HOME/.local/share/ssoenv/hook.zsh"
  type_line 'exec zsh -i'
  shows '^fromfile'
}

pure() {
  {
    printf 'fpath+=(%q)\n' "$SSOENV_PROMPTS/pure"
    [[ $1 == after ]] || hook_line zsh
    printf '%s\n' 'autoload -U promptinit; promptinit; prompt pure'
    [[ $1 == before ]] || hook_line zsh
  } | open zsh
  walk
  expect_once
  shows '^ESC[^ ]*acme-devESC[^ ]* ESC[^ ]*❯'
}

as_typed() {
  {
    printf "PROMPT='%%~ $ '\n"
    hook_line zsh
    printf 'source %s\n' /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh \
      /usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh
  } | open zsh
  walk
  expect_once
  tmux -S "$screen" send-keys C-l
  tmux -S "$screen" send-keys -l 'echo unfin'
  shows '^ESC[^ ]*acme-devESC[^ ]* .*ESC\[32mecho'
}

if [[ " ${SSOENV_TEST_SHELLS:-zsh} " == *' zsh '* ]]; then
  SSOENV_TEST_SHELLS=zsh
  each_shell 'the plugin of oh-my-zsh: every state in its colour, once, with completion' plugin
  each_shell 'a theme of oh-my-zsh with two lines has the segment in the last' two_lines
  each_shell 'the plugin leaves the hook in a private file, which the next shell reads' read_from_file
  each_shell 'pure, loaded before it: every state in its colour, once' pure before
  each_shell 'pure, loaded after it: every state in its colour, once' pure after
  each_shell 'zsh-syntax-highlighting and zsh-autosuggestions do their work beside the segment' as_typed
fi
