# Directories of any kind, and files in them that change under the shell.
# shellcheck disable=SC2016,SC2088,SC2154 # the shells under test expand; output is the rig's
load ../shell/helper
load only.bash

setup() { bound_home; }

is_bound() {
  run_line 'printenv AWS_PROFILE || true'
  assert_output acme-dev
}

is_free() {
  run_line 'printenv AWS_PROFILE || true'
  assert_output ''
}

ways_of_zsh() {
  start_shell --before 'setopt autocd; cdpath=(~)'
  run_line '~/acme && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'cd / && cd acme >/dev/null && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'cd - >/dev/null; printenv AWS_PROFILE'
  assert_output ''
  run_line 'pushd ~/acme >/dev/null && printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'popd >/dev/null; printenv AWS_PROFILE'
  assert_output ''
  # -q runs no function of chpwd: the prompt sees it
  run_line 'cd -q ~/acme'
  is_bound
  run_line 'cd -q ~'
  is_free
}
zsh_only 'pitfall 22: pushd, popd, cd -, cdpath, autocd and cd -q' ways_of_zsh

ways_of_fish() {
  start_shell --before 'set -g CDPATH . ~'
  run_line 'cd /; cd acme; printenv AWS_PROFILE'
  assert_line acme-dev
  run_line 'cd -; printenv AWS_PROFILE'
  refute_output --partial acme-dev
  run_line '~/acme'
  is_bound
  run_line 'cd ~'
  run_line 'pushd ~/acme; printenv AWS_PROFILE; popd; printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'prevd >/dev/null; printenv AWS_PROFILE'
  assert_output acme-dev
  run_line 'nextd >/dev/null'
  is_free
  # Alt and the arrow to the left: prevd, without a command; the line editor shows the prompt again
  press $'\033[1;3D'
  run_line 'printenv AWS_PROFILE'
  assert_line acme-dev
  press $'\033[1;3C'
  run_line 'printenv AWS_PROFILE; true'
  refute_line acme-dev
}
fish_only 'pitfall 22: pushd, popd, cd -, CDPATH, autocd, prevd and the arrow keys' ways_of_fish

with_zoxide() {
  local line='eval "$(zoxide init KIND)"'
  [[ $SHELL_KIND != fish ]] || line='zoxide init fish | source'
  start_shell --after "${line/KIND/$SHELL_KIND}"
  run_line 'zoxide add ~/acme'
  run_line 'z acme'
  is_bound
  run_line 'z -'
  is_free
}
each_shell 'pitfall 22: zoxide' with_zoxide

# Usage: go_to DIRECTORY
# Whatever is in its name.
go_to() {
  printf '%s\0' "$1" >"$HOME/where"
  case $SHELL_KIND in
    fish) run_line 'read -lz where <~/where; cd -- $where' ;;
    *) run_line 'IFS= read -r -d "" where <~/where; cd -- "$where"' ;;
  esac
}

any_name() {
  local name names=('with  blanks ' '$(touch ~/hacked)' '`touch ~/hacked`' '%F{red}%n' '[a]' '*' '?' '-dash' 'back\slash' "quo'te" '"' '~'
    '{a,b}' ';touch hacked' 'é' '!' '\e[31m' $'\ttab')
  for name in "${names[@]}"; do
    bind "names/$name" acme-dev
    mkdir -p "$HOME/names/$name/inside"
  done
  start_shell
  for name in "${names[@]}"; do
    go_to "$HOME/names/$name/inside"
    assert_output ''
    is_bound
    expect_segment acme-dev
    run_line 'cd ~'
    is_free
  done
  # what a directory's name cannot be shown as is bound to nothing, and breaks nothing
  for name in $'line\nbreak' $'byte\xff'; do
    mkdir -p "$HOME/names/$name"
    printf 'profile = acme-dev\n' >"$HOME/names/$name/.ssoenv"
    go_to "$HOME/names/$name"
    refute_output --partial $'\n'
    is_free
    run_line 'ssoenv allow >/dev/null 2>&1; true'
    run_line 'cd ~'
    is_free
  done
  [[ ! -e $HOME/hacked ]]
}
each_shell 'pitfall 24: a directory may have any name' any_name

odd_places() {
  local deep
  printf -v deep '/d%.0s' {1..100}
  mkdir -p "$HOME/acme$deep"
  start_shell
  run_line "cd ~/acme$deep"
  is_bound
  run_line 'cd /'
  is_free
  run_line 'cd //; true'
  assert_output ''
  is_free
  run_line 'mkdir ~/acme/brief; cd ~/acme/brief; rmdir ~/acme/brief'
  assert_output ''
  run_line 'true'
  assert_output ''
  run_line 'cd ~'
  is_free
  run_line 'cd ~/acme'
  is_bound
  if [[ $SHELL_KIND != fish ]]; then
    run_line 'unset PWD'
    assert_output ''
    run_line 'true'
    assert_output ''
    run_line 'cd ~/acme'
    is_bound
  fi
  run_line 'cd ~'
  is_free
}
each_shell 'pitfall 24: a hundred folders deep, in / and //, in a directory that is deleted, and without PWD' odd_places

through_a_link() {
  mkdir -p "$HOME/acme/src" "$HOME/links"
  ln -s ../acme "$HOME/links/project"
  ln -s ../acme/src "$HOME/links/source"
  start_shell
  run_line 'cd ~/links/project'
  is_bound
  run_line 'cd src'
  is_bound
  run_line 'cd ~/links'
  is_free
  # the way that was typed counts, as for direnv: what is above the link's target is not on it
  run_line 'cd source'
  is_free
  case $SHELL_KIND in
    fish) run_line 'cd (pwd -P)' ;;
    *) run_line 'cd -P .' ;;
  esac
  is_bound
}
each_shell 'pitfall 25: a bound directory is bound through a symbolic link to it too, and the way that was typed counts' through_a_link

# All of it is typed within the tick of a second, or has its times set to one.
changes() {
  local prod='profile = acme-prd'
  start_shell --in "$HOME/acme"
  is_bound
  run_line 'cp -p .ssoenv ../kept; rm .ssoenv'
  is_free
  run_line 'cp -p ../kept .ssoenv'
  is_bound
  run_line "echo '$prod' >.ssoenv"
  run_line 'printenv AWS_PROFILE'
  assert_output ssoenv-refused
  # of the same size and time
  run_line 'cp -p ../kept .ssoenv'
  is_bound
  run_line "echo '$prod' >../other; touch -r ../kept ../other; mv ../other .ssoenv"
  run_line 'printenv AWS_PROFILE'
  assert_output ssoenv-refused
  run_line 'echo x >.ssoenv; cp ../kept .ssoenv'
  is_bound
  run_line "echo '$prod' >../other; touch -d 2001-01-01 ../other; cp -p ../other .ssoenv"
  run_line 'printenv AWS_PROFILE'
  assert_output ssoenv-refused
  run_line 'touch -d 1999-01-01 ../kept; mv ../kept .ssoenv'
  is_bound
}
each_shell 'pitfall 26: a .ssoenv that is made, edited, removed, replaced by one of the same size and time or by an older one' changes

byte_order_mark() {
  write_binding marked $'\xef\xbb\xbfprofile = acme-dev\n'
  start_shell
  run_line 'cd ~/marked'
  assert_output --partial 'marked/.ssoenv'
  is_free
  run_line 'ssoenv allow >/dev/null 2>&1; true'
  is_bound
  mkdir "$HOME/endless"
  ln -s /dev/zero "$HOME/endless/.ssoenv"
  run_line 'cd ~/endless'
  assert_output --partial 'endless/.ssoenv is ignored'
  is_free
}
each_shell 'pitfall 28: a byte order mark is no text of the file, and a link to /dev/zero is not read' byte_order_mark

# A prompt in a directory ten folders deep looks at each place where a .ssoenv may be, and at some twenty files more.
slow_files() {
  local pid tracer looks
  mkdir -p "$HOME/acme/1/2/3/4/5/6/7/8/9/10"
  start_shell --in "$HOME/acme/1/2/3/4/5/6/7/8/9/10"
  run_line ''
  run_line ''
  case $SHELL_KIND in
    fish) run_line 'echo $fish_pid' ;;
    *) run_line 'echo $$' ;;
  esac
  pid=$output
  strace -f -qq -p "$pid" -o "$BATS_TEST_TMPDIR/looks" -e trace=%file -e inject=%file:delay_enter=100000 3>&- 4>&- &
  tracer=$!
  eventually grep -q "^TracerPid:.*[1-9]" "/proc/$pid/status"
  run_line ''
  expect_segment acme-dev
  looks=$(wc -l <"$BATS_TEST_TMPDIR/looks")
  kill "$tracer"
  wait "$tracer" || true
  ((looks > 0 && looks <= 45)) || fail "$looks looks: $(cat "$BATS_TEST_TMPDIR/looks")"
}
each_shell 'pitfall 29: where each look at a file takes 100 ms, an idle prompt takes some forty of them at most' slow_files
