# Reading records, and comparing the files that they were made from.

# Everything that a look rests on is noted while it is read, so that the next prompt can see whether all of it still is so without
# going through it again (__ssoenv_is_quiet): __ssoenv_seen_texts, __ssoenv_seen_records, __ssoenv_seen_marks, __ssoenv_seen_absent.

# Usage: __ssoenv_read FILE BYTES
# REPLY: what is in the file, at most so many bytes, trailing newlines included; nothing where it is not a file of ours.
__ssoenv_read() {
  REPLY=
  if [[ -f $1 && -O $1 && -r $1 ]]; then
    if (( __ssoenv_has_sysread )); then
      builtin sysread -s $2 REPLY <$1 || :
    else
      builtin read -u 0 -rk $2 REPLY <$1 || :
    fi
  fi
}

# Usage: __ssoenv_read_record FILE BYTES
__ssoenv_read_record() {
  __ssoenv_seen_records+=("$1")
  __ssoenv_read $1 $2
}

# __ssoenv_turn names the file that exists until a record is written: what is read from now on holds as long.
__ssoenv_read_turn() {
  __ssoenv_read $__ssoenv_state/turn 64
  __ssoenv_turn=${REPLY%$'\n'}
  if [[ $__ssoenv_turn == *[^0-9a-f]* ]]; then
    __ssoenv_turn=
  fi
}

# Usage: __ssoenv_is_ours TEXT
# The record has our form, and this version of the program has written it.
__ssoenv_is_ours() {
  [[ $1 == "ssoenv 1 $__ssoenv_version"$'\n'* || $1 == "ssoenv 1 $__ssoenv_told_version"$'\n'* ]]
}

# Usage: __ssoenv_is_same FILE PREFIX
# The file exists and is neither newer nor older than its brackets PREFIX.hi and PREFIX.lo.
__ssoenv_is_same() {
  # zsh: a comparison with a missing file is false both ways, so that both are looked for first.
  [[ -e $1 && -e $2.hi && ! $1 -nt $2.hi && ! $1 -ot $2.lo ]] || return 1
  __ssoenv_seen_marks+=("$1" "$2")
}

# Usage: __ssoenv_is_absent FILE
__ssoenv_is_absent() {
  [[ ! -e $1 ]] || return 1
  __ssoenv_seen_absent+=("$1")
}

# Usage: __ssoenv_parse LINES
# Puts `key value` lines where they belong: __ssoenv_settings, __ssoenv_binding, __ssoenv_session and the lists beside them.
# What a program prints and what stands in records is parsed alike.
__ssoenv_parse() {
  local line key value
  for line in "${(@f)1}"; do
    key=${line%% *}
    value=${line#* }
    case $key in
      file | prompt | shadow | commands) __ssoenv_settings[$key]=$value ;;
      dir) __ssoenv_dirs+=("$value") ;;
      name | token | token-state | expires | warn | ended | due | enter | before) __ssoenv_session[$key]=$value ;;
      watch) __ssoenv_watch+=("$value") ;;
      absent) __ssoenv_absent+=("$value") ;;
      version) __ssoenv_told_version=$value ;;
      clash) __ssoenv_clash=$value ;;
      direnv-owns) __ssoenv_direnv_said=$value ;;
      *) __ssoenv_binding[$key]=$value ;;
    esac
  done
}
