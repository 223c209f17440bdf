# Completion of `ssoenv` for zsh 5.3 and newer. The hook reads it at the first TAB, from beside the program; the build puts the table of
# commands behind it: __ssoenv_table_of COMMAND sets __ssoenv_table, see shell/README.md §9.

__ssoenv_complete_words() {
  # As _main_complete has them: the hook's functions keep options of their own.
  setopt localoptions ${_comp_options[@]}
  local __ssoenv_table command= name kind=
  local -i at=2 position=0
  __ssoenv_table_of ''
  while (( at < CURRENT )); do
    name=${(Q)words[at]}
    (( at++ ))
    if [[ $name == -- ]]; then
      shift $(( at - 1 )) words
      (( CURRENT -= at - 1 ))
      _normal
      return
    elif [[ -n $kind ]]; then
      kind=
    elif [[ $name == -* ]]; then
      __ssoenv_kind_of f $name
      [[ $kind != - ]] || kind=
    elif (( ! position )) && __ssoenv_table_of "${command:+$command }$name"; then
      command=${command:+$command }$name
    else
      (( ++position ))
    fi
  done
  if [[ -n $kind ]]; then
    __ssoenv_offer_kind $kind
  elif [[ $PREFIX == --*=* ]]; then
    __ssoenv_kind_of f ${PREFIX%%=*}
    compset -P 1 '*='
    __ssoenv_offer_kind $kind
  elif [[ $PREFIX == -* ]]; then
    __ssoenv_describe f flag
  else
    __ssoenv_kind_of a $position
    __ssoenv_describe c command
    __ssoenv_offer_kind $kind
  fi
}

# Usage: __ssoenv_kind_of f FLAG | __ssoenv_kind_of a POSITION
# Sets the caller's `kind`: what goes there, or ''.
__ssoenv_kind_of() {
  local line
  local -a fields
  local -i count=0
  kind=
  for line in ${(f)__ssoenv_table}; do
    fields=("${(@ps:\t:)line}")
    case $1$fields[1] in
      ff) [[ $fields[2] != "$2" ]] || kind=$fields[3] ;;
      aa|aA)
        if (( count == $2 )) || [[ $fields[1] == A && $count -lt $2 ]]; then
          kind=$fields[3]
        fi
        (( ++count ))
        ;;
    esac
  done
}

# The commands (c) or flags (f) of the table, each with what it is for.
__ssoenv_describe() {
  local line
  local -a fields described
  for line in ${(f)__ssoenv_table}; do
    fields=("${(@ps:\t:)line}")
    [[ $fields[1] != "$1" ]] || described+=("${fields[2]//:/\\:}:$fields[4]")
  done
  (( ! $#described )) || _describe -t ssoenv-$2s $2 described
}

# What may stand where something of this kind is expected.
__ssoenv_offer_kind() {
  local expl
  local -a names
  case $1 in
    \=*)
      names=(${(s:,:)1#=})
      _wanted ssoenv-values expl value compadd -a names
      ;;
    profiles)
      __ssoenv_config_names profile
      _wanted ssoenv-profiles expl profile compadd -a names
      ;;
    sessions)
      __ssoenv_config_names sso-session
      _wanted ssoenv-sessions expl 'SSO session' compadd -a names
      ;;
    files) _files ;;
  esac
}

# Sets the caller's `names`.
__ssoenv_config_names() {
  local config=${AWS_CONFIG_FILE:-$HOME/.aws/config}
  config=${config/#\~\//$HOME/}
  names=()
  [[ -f $config ]] || return 0
  names=(${(f)"$(LC_ALL=C SSOENV_PREFIX= command awk -v kind=$1 -f ${__ssoenv_main:h}/names.awk $config 2>/dev/null)"})
}
