# shellcheck shell=bash disable=SC2154 # __ssoenv_node, __ssoenv_main and __ssoenv_version are assigned before this file
# direnv: `use sso_profile [NAME] [--login]` and `use sso_credentials [NAME] [--yes]` in .envrc.
#
# To put it where direnv finds it:  ssoenv setup --direnv
#
# It runs in the bash that direnv starts for .envrc: bash 3.2 syntax; `nullglob` and `extglob` are on, under `strict_env` also
# `set -euo pipefail`. What it reads is described in shell/README.md. Nothing from a file is evaluated.
#
# The functions share variables that `__ssoenv_use` makes local: bash has dynamic scope, and 3.2 no other way to return more
# than one value without a fork.

# Usage: use sso_profile [NAME] [--login]
#
# Exports AWS_PROFILE=NAME; without NAME, the profile of the .ssoenv that holds here and is trusted, and `ssoenv-refused`, which
# no config has, where there is none. Whatever else fails, AWS_PROFILE is exported and the status is 0: an .envrc that stopped
# half-way would leave the commands in another account. While the token is good the program is not started. A login that is
# needed is left to ssoenv's hook at the prompt; where that is not loaded one line says what to type, or, with --login, it is
# done now on the terminal, if there is one.
#
# Example:
#
#    use sso_profile acme-dev
#
use_sso_profile() {
  __ssoenv_with 0 --login "$@"
}

# Usage: use sso_credentials [NAME] [--yes]
#
# For tools that know no profiles: exports short-lived keys of the profile that `use sso_profile` would export, and takes away
# AWS_PROFILE and what else would win over them. Where ssoenv's hook is loaded, the .envrc is loaded again 15 minutes before the
# keys end; else when another AWS tool gets newer ones. Where there are no keys (a login is needed, the service is away, the
# profile is protected and --yes is not there), AWS_PROFILE is exported instead: a tool stops, or is in the right account, but
# never uses keys of before. As soon as there is a login the keys follow.
#
# Example:
#
#    use sso_credentials acme-dev
#
use_sso_credentials() {
  __ssoenv_with 1 --yes "$@"
}

# Usage: __ssoenv_with KEYS OPTION WORD...
# KEYS 1: keys, 0: the profile's name. OPTION is the one that counts among the words; any other word is the profile.
__ssoenv_with() {
  local __ssoenv_keys=$1 __ssoenv_option=$2 __ssoenv_name='' __ssoenv_login=0 __ssoenv_yes='' __ssoenv_word
  for __ssoenv_word in "${@:3}"; do
    if [[ $__ssoenv_word != "$__ssoenv_option" ]]; then
      __ssoenv_name=$__ssoenv_word
    elif [[ $__ssoenv_keys == 1 ]]; then
      __ssoenv_yes=1
    else
      __ssoenv_login=1
    fi
  done
  local __ssoenv_before=${AWS_PROFILE-} __ssoenv_had=${AWS_PROFILE+1}
  __ssoenv_export "${__ssoenv_name:-ssoenv-refused}"
  # On the left of `||` no failure inside ends a strict .envrc.
  __ssoenv_use || :
  return 0
}

# SSOENV_DIRENV tells the hook whose work AWS_PROFILE is.
__ssoenv_export() {
  export AWS_PROFILE="$1" SSOENV_DIRENV="$1"
}

__ssoenv_use() {
  # where things are
  local folder='' config_file='' directory='' source='' record='' brackets='' settings=none
  # what the .ssoenv says
  local content='' readable=0
  # what a record, or the program, says
  local state='' profile='' region='' session='' say='' config='' name='' token='' ended='' enter=''

  __ssoenv_folders
  if ! __ssoenv_records; then __ssoenv_ask || :; fi
  __ssoenv_apply
  if ((__ssoenv_keys)) && [[ $state != none ]]; then __ssoenv_lend || :; fi
  __ssoenv_watch
  __ssoenv_tell
}

__ssoenv_folders() {
  case ${XDG_STATE_HOME-} in
    /*) folder=$XDG_STATE_HOME/ssoenv ;;
    *) folder=${HOME-}/.local/state/ssoenv ;;
  esac
  config_file=${AWS_CONFIG_FILE:-${HOME-}/.aws/config}
  # botocore expands it too
  # shellcheck disable=SC2088
  case $config_file in '~/'*) config_file=${HOME-}/${config_file#'~/'} ;; esac
}

# Reads the records that would tell; fails where one is missing or no longer describes what it was made from.
__ssoenv_records() {
  if [[ -n $__ssoenv_name ]]; then
    record=${__ssoenv_name//%/%25}
    record=${record//\//%2F}
    case $record in .*) record=%2E${record#.} ;; esac
    record=$folder/profiles/$record brackets=$record.
  else
    __ssoenv_find || return 1
    # No binding at all: there is no record, and the program would find none either.
    [[ -n $directory ]] || return 0
    record=$folder/dirs/${directory//\///_}
    brackets=$record/ record=$record/record
  fi
  __ssoenv_is_ours "$record" && __ssoenv_read_record <"$record" || return 1
  [[ -n $session ]] || return 0
  case $session in *[!0-9a-f]*) return 1 ;; esac
  record=$folder/sessions/$session brackets=$folder/sessions/$session.
  __ssoenv_is_ours "$record" && __ssoenv_read_session <"$record"
}

# Whether a file of the state folder is there and of our making: somebody else's folder may hold links to files of ours.
__ssoenv_is_ours() { # FILE
  [[ -O $folder && ! -L $folder && -f $1 && -O $1 && -r $1 ]]
}

# The nearest directory upward that has a .ssoenv or is bound in the settings.
__ssoenv_find() {
  local line here=$PWD depth bound='' nl=$'\n'
  case ${XDG_CONFIG_HOME-} in
    /*) line=$XDG_CONFIG_HOME/ssoenv/config ;;
    *) line=${HOME-}/.config/ssoenv/config ;;
  esac
  if [[ -e $line || -e $folder/settings ]]; then
    __ssoenv_is_ours "$folder/settings" && __ssoenv_read_settings "$line" <"$folder/settings" || return 1
  fi
  while :; do
    if [[ -e $here/.ssoenv ]]; then
      directory=$here source=file
      if [[ -f $here/.ssoenv && ! -L $here/.ssoenv && -O $here/.ssoenv && -r $here/.ssoenv ]]; then
        # `read` succeeds only where it met a NUL or did not come to the end.
        IFS= read -r -d '' -n 1100 content <"$here/.ssoenv" || readable=1
      fi
      return 0
    fi
    depth=${here//[!\/]/}
    while IFS= read -r line; do
      case ${line%% *} in "${#depth}" | '*') ;; *) continue ;; esac
      # shellcheck disable=SC2053 # a pattern
      if [[ $here == ${line#* } ]]; then
        directory=$here source=settings
        return 0
      fi
    done <<<"${bound#"$nl"}"
    [[ $here != / ]] || return 0
    here=${here%/*}
    here=${here:-/}
  done
}

__ssoenv_read_settings() { # FILE
  local line
  IFS= read -r line && [[ $line == "ssoenv 1 $__ssoenv_version" ]] || return 1
  while IFS= read -r line; do
    case $line in
      'gen '*) settings=${line#gen } ;;
      'dir '*) bound=$bound$nl${line#dir } ;;
    esac
  done
  __ssoenv_unchanged "$1" "$folder/settings.$settings"
}

# Whether FILE has the modification time that stands between those of PREFIX.lo and PREFIX.hi.
__ssoenv_unchanged() { # FILE PREFIX
  [[ -e $2.hi && -e $2.lo && -e $1 && ! $1 -nt $2.hi && ! $1 -ot $2.lo ]]
}

# A directory's or a profile's record.
__ssoenv_read_record() {
  local line key value gen='' made_with='' asked='' from='' config_state='' physical='' text='' has_text=0 nth=0
  local watched='' absent='' nl=$'\n'
  IFS= read -r line && [[ $line == "ssoenv 1 $__ssoenv_version" ]] || return 1
  while IFS= read -r line; do
    key=${line%% *} value=${line#* }
    case $key in
      gen) gen=$value ;;
      settings) made_with=$value ;;
      source) from=$value ;;
      physical) physical=$value ;;
      aws-config-file) asked=$value ;;
      config-state) config_state=$value ;;
      watch) watched=$watched$nl$value ;;
      absent) absent=$absent$nl$value ;;
      text)
        has_text=1
        IFS= read -r -d '' text || :
        break
        ;;
      *) __ssoenv_take "$key" "$value" ;;
    esac
  done
  if [[ -n ${AWS_CONFIG_FILE-} ]]; then line="=$AWS_CONFIG_FILE"; else line=-; fi
  [[ $asked == "$line" ]] || return 1
  case $config_state in
    present) __ssoenv_unchanged "$config" "$brackets$gen.config" || return 1 ;;
    absent) [[ ! -e $config ]] || return 1 ;;
    *) return 1 ;;
  esac
  [[ -z $__ssoenv_name ]] || return 0
  [[ $made_with == "$settings" && $from == "$source" ]] || return 1
  [[ -z $physical || $directory -ef $physical ]] || return 1
  if [[ $source == file ]]; then
    ((has_text == readable)) && [[ $text == "$content" ]] || return 1
  fi
  while IFS= read -r line; do
    if [[ -n $line ]]; then
      __ssoenv_unchanged "$line" "$brackets$gen.$nth" || return 1
      nth=$((nth + 1))
    fi
  done <<<"$watched"
  while IFS= read -r line; do
    [[ -z $line || ! -e $line ]] || return 1
  done <<<"$absent"
}

__ssoenv_read_session() {
  local line key value gen='' token_state=''
  IFS= read -r line && [[ $line == "ssoenv 1 $__ssoenv_version" ]] || return 1
  while IFS= read -r line; do
    key=${line%% *} value=${line#* }
    case $key in
      gen) gen=$value ;;
      token-state) token_state=$value ;;
      *) __ssoenv_take "$key" "$value" ;;
    esac
  done
  case $token_state in
    present) __ssoenv_unchanged "$token" "$brackets$gen" ;;
    absent) [[ ! -e $token ]] ;;
    *) return 1 ;;
  esac
}

__ssoenv_take() { # KEY VALUE
  case $1 in
    state) state=$2 ;;
    profile) profile=$2 ;;
    region) region=$2 ;;
    session) session=$2 ;;
    say) say=$2 ;;
    config) config=$2 ;;
    name) name=$2 ;;
    token) token=$2 ;;
    ended) ended=$2 ;;
    enter) enter=$2 ;;
  esac
}

# direnv waits for everything that holds its descriptor 3.
__ssoenv_program() {
  if [[ -x $__ssoenv_node && -f $__ssoenv_main ]]; then
    NODE_OPTIONS='' "$__ssoenv_node" "$__ssoenv_main" "$@" 3>&-
  elif type -P ssoenv >/dev/null; then
    NODE_OPTIONS='' command ssoenv "$@" 3>&-
  else
    log_status "ssoenv is not installed where it was when this line of direnv was made. Try: ssoenv hook direnv"
    return 1
  fi
}

__ssoenv_ask() {
  local answer line
  state='' profile='' region='' session='' say='' name='' ended='' enter=''
  if [[ -n $__ssoenv_name ]]; then
    answer=$(__ssoenv_program settle --shell direnv --event direnv --dir "$PWD" --profile "$__ssoenv_name" </dev/null) || return 1
  else
    answer=$(__ssoenv_program settle --shell direnv --event direnv --dir "$PWD" </dev/null) || return 1
  fi
  [[ ${answer##*$'\n'} == end ]] || return 1
  while IFS= read -r line; do
    __ssoenv_take "${line%% *}" "${line#* }"
  done <<<"$answer"
}

__ssoenv_apply() {
  case $state in
    bound | refused)
      __ssoenv_export "$profile"
      [[ -z $region ]] || export AWS_REGION="$region"
      ;;
    none) # an empty `profile =`: as outside
      unset SSOENV_DIRENV
      if [[ -n $__ssoenv_had ]]; then export AWS_PROFILE="$__ssoenv_before"; else unset AWS_PROFILE; fi
      ;;
  esac
}

# Exports the keys of the profile in its place. What they are stands in no trace of `set -x`.
__ssoenv_lend() {
  local answer='' line='' until='' file='' traced='' nl=$'\n'
  __ssoenv_clear || :
  [[ $state == bound ]] || return 0
  case $- in *x*) traced=1 ;; esac
  { set +x; } 2>/dev/null
  if answer=$(__ssoenv_program keys-for-direnv "$AWS_PROFILE" ${__ssoenv_yes:+--yes} </dev/null) && [[ ${answer##*"$nl"} == end ]]; then
    unset -v AWS_PROFILE || :
    while [[ $answer == *"$nl"* ]]; do
      line=${answer%%"$nl"*} answer=${answer#*"$nl"}
      case $line in
        'set AWS_'*)
          line=${line#set }
          export "${line%% *}=${line#* }"
          ;;
        'until '*) until=${line#until } ;;
        'watch '*) file=${line#watch } ;;
      esac
    done
    # By the key the hook sees whether these are still the keys in force.
    export SSOENV_CREDENTIALS="$until $AWS_ACCESS_KEY_ID"
    watch_file "$folder/renew" "$file" || :
  else
    # The hook sees to it that a login is followed by keys at the same prompt.
    export SSOENV_CREDENTIALS=wanted
    [[ -z $token ]] || watch_file "$token" || :
  fi
  answer='' line=''
  [[ -z $traced ]] || set -x
}

# Takes away what would win over AWS_PROFILE, or over the keys (src/core/credentials/conflicting-variables.ts).
__ssoenv_clear() {
  unset -v SSOENV_CREDENTIALS AWS_DEFAULT_PROFILE \
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION \
    AWS_ACCESS_KEY AWS_SECRET_KEY AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE \
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI \
    AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
}

# Not the token file: it changes every hour, and each reload runs the whole .envrc. The record of a directory without a profile
# changes when the .ssoenv is allowed, perhaps within the whole second that direnv compares; what tells of trust does not.
__ssoenv_watch() {
  local trust=${HOME-}/.local/share/ssoenv/trust
  case ${XDG_DATA_HOME-} in /*) trust=$XDG_DATA_HOME/ssoenv/trust ;; esac
  if [[ -n $__ssoenv_name ]]; then
    watch_file "${config:-$config_file}" || :
  elif [[ $state == bound || -z $directory ]]; then
    watch_file "${config:-$config_file}" "$PWD/.ssoenv" "${directory:-$PWD}/.ssoenv" || :
  else
    watch_file "${config:-$config_file}" "$PWD/.ssoenv" "$directory/.ssoenv" \
      "$folder/dirs/${directory//\///_}/record" "$trust/changed" || :
  fi
}

__ssoenv_tell() {
  local word
  # What there is to say of a directory is said by the hook, where it is loaded.
  if [[ -n $__ssoenv_name || -z ${SSOENV_SHELL-} ]]; then
    [[ -z $say ]] || log_status "ssoenv: $say"
    if [[ -z $__ssoenv_name && -z $state ]]; then
      log_status 'ssoenv: no .ssoenv names a profile here. Try: ssoenv link'
    fi
  fi
  # Of keys that are not to be had the program has said why.
  ((!__ssoenv_keys)) && [[ $state == bound && -z ${SSOENV_SHELL-} ]] && __ssoenv_passed "$ended" || return 0
  if ((__ssoenv_login)) && __ssoenv_passed "$enter" && [[ -t 2 ]] && { : </dev/tty; } 2>/dev/null; then
    __ssoenv_program login "$AWS_PROFILE" </dev/tty >/dev/tty 2>&1 || :
    return 0
  fi
  printf -v word %q "$AWS_PROFILE"
  log_status "ssoenv: SSO session \"$name\" has ended. Try: ssoenv login $word"
}

# Whether this second, as digits, is over; `-` never is.
__ssoenv_passed() { # INSTANT
  local now=''
  case $1 in '' | *[!0-9]*) return 1 ;; esac
  if ((BASH_VERSINFO[0] >= 5)); then
    now=${EPOCHSECONDS-}
  elif ((BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 2)); then
    printf -v now '%(%s)T' -1
  fi
  case $now in '' | *[!0-9]*) now=$(date +%s) ;; esac
  ((now >= $1))
}
