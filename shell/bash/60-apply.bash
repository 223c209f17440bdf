# AWS_PROFILE and AWS_REGION: set for a binding, and as they were when it is left.

# Brings AWS_PROFILE and AWS_REGION in line with what holds here. __ssoenv_hand tells in whose hand AWS_PROFILE is: '' ours,
# else manual or direnv.
__ssoenv_apply() {
  local __ssoenv_value=''
  __ssoenv_hand=''
  if [[ -n $__ssoenv_owned ]]; then
    __ssoenv_hand=direnv
    return 0
  fi
  if [[ -n ${SSOENV_DIR-} ]] && __ssoenv_inside "$SSOENV_DIR"; then
    # `[ ]`: under nocasematch, `[[ ]]` would take another profile for this one.
    if [[ -z ${AWS_PROFILE+set} || $SSOENV_DIR == "$__ssoenv_chosen_in" ]] || [ "$AWS_PROFILE" != "${SSOENV_APPLIED-}" ]; then
      __ssoenv_hand=manual
      return 0
    fi
    if [[ $__ssoenv_stale == settings || $__ssoenv_stale == binding ]]; then
      # Not known yet. The same words of the same directory keep what they gave; anything else closes the door.
      [[ $__ssoenv_dir == "$SSOENV_DIR" && $__ssoenv_text == "$__ssoenv_applied_text" ]] || __ssoenv_close
      return 0
    fi
  fi
  case $__ssoenv_stale:$__ssoenv_state in
    settings:* | binding:*)
      # Not known yet, but bound: no profile of before is used here until the program has been asked.
      if [[ -n $__ssoenv_dir ]] && __ssoenv_in_bound_tree; then __ssoenv_value=ssoenv-refused __ssoenv_region=''; fi
      ;;
    *:bound) __ssoenv_value=$__ssoenv_profile ;;
    *:refused) __ssoenv_value=ssoenv-refused ;;
  esac
  if [[ -n $__ssoenv_value ]]; then
    __ssoenv_set "$__ssoenv_value"
  elif [[ -n ${SSOENV_DIR-} ]]; then
    __ssoenv_leave
  fi
}

# Whether the directory that has a binding, or one above it, has been bound: by what the program left last, be it still true or not.
__ssoenv_in_bound_tree() {
  local __ssoenv_level=$__ssoenv_dir __ssoenv_record __ssoenv_raw
  [[ -z $__ssoenv_settings_dir ]] || return 0
  while :; do
    __ssoenv_record=$__ssoenv_state_folder/dirs/${__ssoenv_level//\//$__ssoenv_slash}/record
    if [[ -f $__ssoenv_record && -O $__ssoenv_record && -r $__ssoenv_record ]]; then
      IFS= builtin read -r -d '' -n 65536 __ssoenv_raw <"$__ssoenv_record" || :
      case ${__ssoenv_raw%%"${__ssoenv_nl}text$__ssoenv_nl"*}$__ssoenv_nl in
        *"${__ssoenv_nl}state bound$__ssoenv_nl"* | *"${__ssoenv_nl}state refused$__ssoenv_nl"*) return 0 ;;
      esac
    fi
    [[ $__ssoenv_level != / ]] || return 1
    __ssoenv_level=${__ssoenv_level%/*}
    : "${__ssoenv_level:=/}"
  done
}

# No profile until the program has been asked; what is to be restored stays as it is.
__ssoenv_close() {
  [[ $SSOENV_APPLIED != ssoenv-refused ]] || return 0
  builtin export AWS_PROFILE=ssoenv-refused SSOENV_APPLIED=ssoenv-refused
  [[ -z ${SSOENV_APPLIED_REGION-} ]] || __ssoenv_set_region ''
}

# Whether $PWD is the directory $1 or below it.
__ssoenv_inside() { [[ $PWD == "$1" || $PWD == "${1%/}"/* ]]; }

# Sets AWS_PROFILE to $1, remembering once what it was. Where AWS_PROFILE is readonly, nothing is.
__ssoenv_set() {
  if [[ -z ${SSOENV_DIR-} ]]; then
    __ssoenv_remember AWS_PROFILE
    if ! builtin export AWS_PROFILE="$1"; then
      __ssoenv_hand=manual
      __ssoenv_note='AWS_PROFILE is read-only in this shell, so it is shown here but cannot be set.'
      return 0
    fi
    builtin export SSOENV_PREV="$__ssoenv_was"
  elif [ "${AWS_PROFILE-}" != "$1" ]; then
    builtin export AWS_PROFILE="$1" || return 0
  fi
  [ "${SSOENV_APPLIED-}" = "$1" ] || builtin export SSOENV_APPLIED="$1"
  [[ ${SSOENV_DIR-} == "$__ssoenv_dir" ]] || builtin export SSOENV_DIR="$__ssoenv_dir"
  __ssoenv_applied_text=$__ssoenv_text __ssoenv_chosen_in=''
  if [[ ${SSOENV_APPLIED_REGION-} != "$__ssoenv_region" ]]; then __ssoenv_set_region "$__ssoenv_region"; fi
}

__ssoenv_set_region() {
  if [[ -n ${SSOENV_PREV_REGION-} && -z $1 ]]; then
    __ssoenv_restore AWS_REGION "$SSOENV_PREV_REGION"
    builtin unset -v SSOENV_PREV_REGION SSOENV_APPLIED_REGION
  elif [[ -n $1 ]]; then
    if [[ -z ${SSOENV_PREV_REGION-} ]]; then
      __ssoenv_remember AWS_REGION
      builtin export SSOENV_PREV_REGION="$__ssoenv_was"
    fi
    builtin export AWS_REGION="$1" SSOENV_APPLIED_REGION="$1"
  fi
}

__ssoenv_leave() {
  __ssoenv_restore AWS_PROFILE "${SSOENV_PREV--}"
  [[ -z ${SSOENV_PREV_REGION-} ]] || __ssoenv_restore AWS_REGION "$SSOENV_PREV_REGION"
  builtin unset -v SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  __ssoenv_applied_text='' __ssoenv_chosen_in='' __ssoenv_keys_minded=''
  __ssoenv_give_keys_back
}

# A profile chosen by hand, or by direnv, where the .ssoenv pins an account: only the program can tell whether it is another, and
# is asked once for each choice.
__ssoenv_question_hand() {
  [[ -n $__ssoenv_hand && -n $__ssoenv_pinned && -z $__ssoenv_first$__ssoenv_stale ]] || return 0
  [[ -n ${AWS_PROFILE-} && $AWS_PROFILE != "${SSOENV_APPLIED-}" ]] || return 0
  # The directory's own; but the record may be that of the profile which .envrc names.
  [[ -n $__ssoenv_by_profile || $AWS_PROFILE != "$__ssoenv_profile" ]] || return 0
  __ssoenv_name_choice
  [ "$__ssoenv_choice" != "$__ssoenv_clash_of" ] || return 0
  __ssoenv_clash_of=$__ssoenv_choice __ssoenv_clash='' __ssoenv_event=prompt
}

__ssoenv_name_choice() { __ssoenv_choice=$__ssoenv_dir:${AWS_PROFILE-}:$__ssoenv_text; }

# Whether the profile that somebody chose is known to be another than the .ssoenv pins.
__ssoenv_is_clash() {
  [[ -n $__ssoenv_hand && -n $__ssoenv_clash ]] || return 1
  __ssoenv_name_choice
  [ "$__ssoenv_choice" = "$__ssoenv_clash_of" ]
}

# __ssoenv_was becomes what the variable is: `=VALUE` exported, `~VALUE` not exported, `-` unset.
__ssoenv_remember() {
  __ssoenv_was=-
  [[ -n ${!1+set} ]] || return 0
  if __ssoenv_exported "$1"; then __ssoenv_was="=${!1}"; else __ssoenv_was="~${!1}"; fi
}

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  __ssoenv_exported() {
    case $1 in
      AWS_PROFILE) [[ ${AWS_PROFILE@a} == *x* ]] ;;
      AWS_REGION) [[ ${AWS_REGION@a} == *x* ]] ;;
      AWS_ACCESS_KEY_ID) [[ ${AWS_ACCESS_KEY_ID@a} == *x* ]] ;;
      AWS_SECRET_ACCESS_KEY) [[ ${AWS_SECRET_ACCESS_KEY@a} == *x* ]] ;;
      AWS_SESSION_TOKEN) [[ ${AWS_SESSION_TOKEN@a} == *x* ]] ;;
      AWS_SECURITY_TOKEN) [[ ${AWS_SECURITY_TOKEN@a} == *x* ]] ;;
      AWS_CREDENTIAL_EXPIRATION) [[ ${AWS_CREDENTIAL_EXPIRATION@a} == *x* ]] ;;
      PROMPT_COMMAND) [[ ${PROMPT_COMMAND@a} == *x* ]] ;;
    esac
  }
else
  __ssoenv_exported() {
    local __ssoenv_declaration
    __ssoenv_declaration=$(\builtin declare -p "$1") || return 1
    __ssoenv_declaration=${__ssoenv_declaration#declare -}
    [[ ${__ssoenv_declaration%% *} == *x* ]]
  }
fi

__ssoenv_restore() {
  case $2 in
    '='*) builtin export "$1=${2#=}" ;;
    '~'*) builtin unset -v "$1" && builtin printf -v "$1" %s "${2#'~'}" ;;
    *) builtin unset -v "$1" ;;
  esac
}

# At a shell's first prompt: what was inherited is gone on from where it still stands, also under what direnv has set or
# `ssoenv exec` was told, else forgotten. A value that was not exported never came into this process.
__ssoenv_adopt() {
  local __ssoenv_is=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_is:=-}"
  __ssoenv_adopted=1
  if [[ -n ${SSOENV_DIR-} ]] && [[ -n $__ssoenv_owned || $__ssoenv_is == "=${SSOENV_APPLIED-}" || $__ssoenv_is == "${SSOENV_CHOSEN-}" ]]; then
    case ${SSOENV_PREV-} in '~'*) builtin export SSOENV_PREV=- ;; esac
    case ${SSOENV_PREV_REGION-} in '~'*) builtin export SSOENV_PREV_REGION=- ;; esac
  else
    builtin unset -v SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  fi
}
