# shellcheck shell=bash disable=SC2154 # __ssoenv_main is of the hook
# Completion of `ssoenv` for bash 3.2 and newer. The hook reads it at the first TAB, from beside the program; the build puts the table of
# commands behind it: __ssoenv_table_of COMMAND sets __ssoenv_table, see shell/README.md §9.
#
# Nothing that is typed or read is evaluated. Names are quoted as the word that is being typed is.

__ssoenv_complete_words() {
  local IFS=' ' __ssoenv_typed __ssoenv_word='' __ssoenv_quote='' __ssoenv_prefix='' __ssoenv_head='' __ssoenv_table=''
  local __ssoenv_command='' __ssoenv_at=0 __ssoenv_kind='' __ssoenv_position=0 __ssoenv_type __ssoenv_name __ssoenv_arg __ssoenv_rest
  COMPREPLY=()
  __ssoenv_read_typed
  __ssoenv_table_of ''
  while ((__ssoenv_at < ${#__ssoenv_typed[@]} - 1)); do
    __ssoenv_name=${__ssoenv_typed[__ssoenv_at]}
    __ssoenv_at=$((__ssoenv_at + 1))
    if [[ $__ssoenv_name == -- ]]; then
      __ssoenv_complete_command
      return
    elif [[ -n $__ssoenv_kind ]]; then
      __ssoenv_kind=''
    elif [[ $__ssoenv_name == -* ]]; then
      __ssoenv_kind_of f "$__ssoenv_name"
      [[ $__ssoenv_kind != - ]] || __ssoenv_kind=''
    elif [[ $__ssoenv_position == 0 ]] && __ssoenv_table_of "${__ssoenv_command:+$__ssoenv_command }$__ssoenv_name"; then
      __ssoenv_command=${__ssoenv_command:+$__ssoenv_command }$__ssoenv_name
    else
      __ssoenv_position=$((__ssoenv_position + 1))
    fi
  done
  __ssoenv_unquote "${__ssoenv_typed[__ssoenv_at]-}"
  __ssoenv_find_head "${__ssoenv_typed[__ssoenv_at]-}"
  if [[ -n $__ssoenv_kind ]]; then
    __ssoenv_offer_kind "$__ssoenv_kind"
  elif [[ $__ssoenv_word == --*=* ]]; then
    __ssoenv_prefix=${__ssoenv_word%%=*}=
    __ssoenv_kind_of f "${__ssoenv_word%%=*}"
    __ssoenv_word=${__ssoenv_word#*=}
    __ssoenv_offer_kind "$__ssoenv_kind"
  elif [[ $__ssoenv_word == -* ]]; then
    __ssoenv_offer_type f
  else
    __ssoenv_offer_type c
    __ssoenv_kind_of a "$__ssoenv_position"
    __ssoenv_offer_kind "$__ssoenv_kind"
  fi
}

# __ssoenv_typed: the words after `ssoenv` up to the cursor. Readline breaks them at COMP_WORDBREAKS too (`:`, `=`, `@`), which is undone
# here: what stands without a blank between is one word.
__ssoenv_read_typed() {
  local __ssoenv_left=${COMP_LINE:0:COMP_POINT} __ssoenv_index __ssoenv_piece __ssoenv_blank
  __ssoenv_typed=()
  for ((__ssoenv_index = 0; __ssoenv_index <= COMP_CWORD; __ssoenv_index++)); do
    __ssoenv_blank=${__ssoenv_left%%[![:blank:]]*}
    __ssoenv_left=${__ssoenv_left#"$__ssoenv_blank"}
    __ssoenv_piece=${COMP_WORDS[__ssoenv_index]-}
    ((__ssoenv_index < COMP_CWORD)) || __ssoenv_piece=$__ssoenv_left
    __ssoenv_left=${__ssoenv_left#"$__ssoenv_piece"}
    ((__ssoenv_index > 0)) || continue
    if [[ -n $__ssoenv_blank || ${#__ssoenv_typed[@]} -eq 0 ]]; then
      __ssoenv_typed+=("$__ssoenv_piece")
    else
      __ssoenv_typed[${#__ssoenv_typed[@]} - 1]+=$__ssoenv_piece
    fi
  done
}

# __ssoenv_word: what the word $1 means so far; __ssoenv_quote: the quote that it stands in.
__ssoenv_unquote() {
  __ssoenv_word=$1 __ssoenv_quote=''
  case $1 in
    \'*) __ssoenv_quote=\' __ssoenv_word=${1#\'} ;;
    \"*) __ssoenv_quote=\" __ssoenv_word=${1#\"} ;;
  esac
  [[ $__ssoenv_quote == \' ]] || __ssoenv_strip_backslashes
}

__ssoenv_strip_backslashes() {
  local __ssoenv_left=$__ssoenv_word
  __ssoenv_word=''
  while [[ $__ssoenv_left == *\\* ]]; do
    __ssoenv_word+=${__ssoenv_left%%\\*}
    __ssoenv_left=${__ssoenv_left#*\\}
    __ssoenv_word+=${__ssoenv_left:0:1}
    __ssoenv_left=${__ssoenv_left:1}
  done
  __ssoenv_word+=$__ssoenv_left
}

# __ssoenv_head: how much of the word stands before the piece that readline replaces.
__ssoenv_find_head() {
  local __ssoenv_break __ssoenv_before
  __ssoenv_head=''
  [[ -z $__ssoenv_quote ]] || return 0
  for __ssoenv_break in : = @; do
    [[ ${COMP_WORDBREAKS-} == *"$__ssoenv_break"* && $1 == *"$__ssoenv_break"* ]] || continue
    __ssoenv_before=${1%"$__ssoenv_break"*}$__ssoenv_break
    ((${#__ssoenv_before} <= ${#__ssoenv_head})) || __ssoenv_head=$__ssoenv_before
  done
}

# Usage: __ssoenv_kind_of f FLAG | __ssoenv_kind_of a POSITION
# __ssoenv_kind: what goes there, or ''.
__ssoenv_kind_of() {
  local __ssoenv_count=0 IFS=$'\t'
  __ssoenv_kind=''
  while builtin read -r __ssoenv_type __ssoenv_name __ssoenv_arg __ssoenv_rest; do
    case $1$__ssoenv_type in
      ff) [[ $__ssoenv_name != "$2" ]] || __ssoenv_kind=$__ssoenv_arg ;;
      aa | aA)
        if [[ $__ssoenv_count == "$2" || ($__ssoenv_type == A && $__ssoenv_count -lt $2) ]]; then __ssoenv_kind=$__ssoenv_arg; fi
        __ssoenv_count=$((__ssoenv_count + 1))
        ;;
    esac
  done <<<"$__ssoenv_table"
}

# The commands (c) or flags (f) of the table.
__ssoenv_offer_type() {
  local IFS=$'\t'
  while builtin read -r __ssoenv_type __ssoenv_name __ssoenv_rest; do
    if [[ $__ssoenv_type == "$1" ]]; then __ssoenv_offer "$__ssoenv_name"; fi
  done <<<"$__ssoenv_table"
}

# What may stand where something of this kind is expected.
__ssoenv_offer_kind() {
  local __ssoenv_names='' IFS=,
  case $1 in
    =*)
      # shellcheck disable=SC2086 # words of the table, without patterns
      for __ssoenv_name in ${1#=}; do __ssoenv_offer "$__ssoenv_name"; done
      return 0
      ;;
    profiles) __ssoenv_names=$(__ssoenv_config_names profile) || : ;;
    sessions) __ssoenv_names=$(__ssoenv_config_names sso-session) || : ;;
    files)
      __ssoenv_names=$(\builtin compgen -f -- "$__ssoenv_word") || :
      builtin compopt -o filenames 2>/dev/null || :
      ;;
  esac
  [[ -n $__ssoenv_names ]] || return 0
  while IFS= builtin read -r __ssoenv_name; do __ssoenv_offer "$__ssoenv_name" "$1"; done <<<"$__ssoenv_names"
}

__ssoenv_config_names() {
  local __ssoenv_config=${AWS_CONFIG_FILE:-${HOME-}/.aws/config}
  [[ -f ${__ssoenv_config/#\~\//${HOME-}/} ]] || return 0
  LC_ALL=C SSOENV_PREFIX=$__ssoenv_word command awk -v kind="$1" -f "${__ssoenv_main%/*}/names.awk" \
    "${__ssoenv_config/#\~\//${HOME-}/}" 2>/dev/null
}

# Adds a word, where it begins with what was typed.
__ssoenv_offer() {
  local __ssoenv_given=$1
  [[ $1 == "$__ssoenv_word"* ]] || return 0
  case $__ssoenv_quote in
    \') [[ $1 != *\'* ]] || return 0 ;;
    \")
      [[ $1 != *!* ]] || return 0
      __ssoenv_given=${__ssoenv_given//\\/\\\\}
      __ssoenv_given=${__ssoenv_given//\"/\\\"}
      __ssoenv_given=${__ssoenv_given//\$/\\\$}
      __ssoenv_given=${__ssoenv_given//\`/\\\`}
      ;;
    # Readline quotes file names itself.
    *) [[ ${2-} == files ]] || builtin printf -v __ssoenv_given %q "$1" ;;
  esac
  __ssoenv_given=$__ssoenv_prefix$__ssoenv_given
  COMPREPLY+=("${__ssoenv_given#"$__ssoenv_head"}")
}

# What stands behind `--` is a command with its own completion.
__ssoenv_complete_command() {
  local __ssoenv_index=0
  while [[ ${COMP_WORDS[__ssoenv_index]-} != -- ]]; do __ssoenv_index=$((__ssoenv_index + 1)); done
  __ssoenv_index=$((__ssoenv_index + 1))
  if builtin declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$__ssoenv_index"
  elif builtin declare -F _command_offset >/dev/null; then
    _command_offset "$__ssoenv_index"
  else
    __ssoenv_unquote "${__ssoenv_typed[${#__ssoenv_typed[@]} - 1]}"
    local IFS=$'\n' __ssoenv_action=-f
    if ((COMP_CWORD == __ssoenv_index)); then __ssoenv_action=-c; fi
    builtin compopt -o filenames 2>/dev/null || :
    while IFS= builtin read -r __ssoenv_name; do
      [[ -z $__ssoenv_name ]] || COMPREPLY+=("$__ssoenv_name")
    done <<<"$(\builtin compgen "$__ssoenv_action" -- "$__ssoenv_word")"
  fi
}
