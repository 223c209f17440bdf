# The rc files of the throw-away home, for all three shells at once, so that a nested shell of another kind is set up alike.
#
# The prompt has two lines: `--`, and `$ ` with the marks that driver.py looks for. Whatever the hook adds to the last line
# stands between the marks.

# Usage: write_rc_files [--no-hook] [--hook-options WORDS] [--direnv before|after] [--before LINE] [--after LINE]
#
# --before and --after are lines of the shell under test around the hook's line. With --direnv, direnv's line stands before or
# after the hook's.
write_rc_files() {
  local hook=yes options='' direnv='' before='' after=''
  while (($#)); do
    case $1 in
      --no-hook) hook='' ;;
      --hook-options) options=" $2" && shift ;;
      --direnv) direnv=$2 && shift ;;
      --before) before=$2 && shift ;;
      --after) after=$2 && shift ;;
      *) fail "write_rc_files: $1?" ;;
    esac
    shift
  done
  mkdir -p "$HOME/.config/fish" "$HOME/.local/share/fish/generated_completions"
  local kind
  for kind in bash zsh fish; do
    {
      prompt_lines "$kind"
      [[ $direnv != before ]] || load_line "$kind" "direnv hook $kind"
      # The lines of the test are in the language of the shell under test: the others' rc files do without.
      [[ $kind != "$SHELL_KIND" || -z $before ]] || printf '%s\n' "$before"
      [[ -z $hook ]] || load_line "$kind" "ssoenv hook $kind$options"
      [[ $direnv != after ]] || load_line "$kind" "direnv hook $kind"
      [[ $kind != "$SHELL_KIND" || -z $after ]] || printf '%s\n' "$after"
    } >"$HOME/rc.new"
    # another shell may just be reading it
    mv "$HOME/rc.new" "$(rc_file "$kind")"
  done
}

rc_file() {
  case $1 in
    bash) printf '%s\n' "$HOME/.bashrc" ;;
    zsh) printf '%s\n' "$HOME/.zshrc" ;;
    fish) printf '%s\n' "$HOME/.config/fish/config.fish" ;;
  esac
}

load_line() { # KIND COMMAND: the line that users write
  # shellcheck disable=SC2016 # for another shell
  case $1 in
    fish) printf '%s | source\n' "$2" ;;
    *) printf 'eval "$(%s)"\n' "$2" ;;
  esac
}

prompt_lines() {
  case $1 in
    bash)
      cat <<'RC'
PS1='\[\e]777;end\a\]--\n\[\e]777;ready;$?;\a\]$ '
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 501)); then
  # Its line editor has no paste mode: the driver counts the prompts.
  __test_count=$(date +%s%N) PS1='\[\e]777;end\a\]--\n\[\e]777;ready;$?;$((__test_count += 1))\a\]$ '
fi
RC
      ;;
    zsh)
      cat <<'RC'
PROMPT=$'%{\e]777;end\a%}--\n%{\e]777;ready;%?;\a%}$ '
RC
      ;;
    fish)
      cat <<'RC'
set -g fish_greeting
set -g __test_count 0
function __test_count --on-event fish_prompt
    set -g __test_count (math $__test_count + 1)
end
function fish_prompt
    printf '\e]777;end\a--\n\e]777;ready;%s;%s\a$ ' $status $__test_count
end
RC
      ;;
  esac
}
