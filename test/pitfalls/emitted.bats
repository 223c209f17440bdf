# What `ssoenv hook SHELL` prints, for every reader.
# shellcheck disable=SC2016,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper
load only.bash

setup() {
  make_home
  hook=$BATS_TEST_TMPDIR/hook
}

emit() {
  env -i -C "$HOME" "${ENVIRONMENT[@]}" ssoenv hook "$SHELL_KIND" >"$hook" 2>"$hook.err" </dev/null
  [[ ! -s $hook.err ]]
}

# Usage: is_silent WORD...
# Runs with nobody at a terminal; says `fine` on standard output and nothing else anywhere.
is_silent() {
  run env -i -C "$HOME" "${ENVIRONMENT[@]}" "$@" </dev/null 3>&- 4>&-
  assert_success
  assert_output fine
}

linted() {
  emit
  case $SHELL_KIND in
    bash)
      # the parts have been asked for their places in the file; together they have to be good bash, without a warning
      shellcheck --shell bash --severity warning --exclude SC2034,SC2154 "$hook"
      bash -n "$hook"
      ;;
    zsh) zsh -f -n "$hook" ;;
    fish) fish --no-config --no-execute "$hook" ;;
  esac
}
each_shell 'pitfall 48: what is emitted is clean for the linters' linted

strict() {
  local -a first=()
  emit
  case $SHELL_KIND in
    bash)
      is_silent bash --noprofile --norc -e -u -o pipefail -c '. "$1"; cd /; cd ~; echo fine' - "$hook"
      is_silent bash --noprofile --norc -e -u -o pipefail -o posix -c '. "$1"; cd /; cd ~; echo fine' - "$hook"
      first=(bash --noprofile --norc -e -u -o pipefail -i -c)
      ;;
    zsh)
      is_silent zsh -f -e -u -o pipefail -c '. "$1"; cd /; cd ~; echo fine' - "$hook"
      first=(zsh -f -e -u -o pipefail -i -c)
      ;;
    fish)
      is_silent fish --no-config --private -c 'source $argv[1]; cd /; cd ~; echo fine' "$hook"
      is_silent fish --no-config --private -i -c 'source $argv[1]; cd /; cd ~; echo fine' "$hook"
      return
      ;;
  esac
  # an interactive shell wants a terminal of its own
  run env -i -C "$HOME" "${ENVIRONMENT[@]}" setsid -w script -qec "${first[*]} '. $hook; cd /; cd ~; echo fine'" /dev/null </dev/null 3>&- 4>&-
  assert_output --regexp $'^fine\r?$'
}
each_shell 'pitfall 48: what is emitted is silent in shells under strict options' strict

same() {
  emit
  cp "$hook" "$hook.first"
  emit
  cmp "$hook" "$hook.first"
}
each_shell 'pitfall 48: what is emitted is the same each time' same
