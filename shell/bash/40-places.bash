# Where things are: the folders, the nearest binding, and the clock.

__ssoenv_folders() {
  case ${XDG_STATE_HOME-} in
    /*) __ssoenv_state_folder=$XDG_STATE_HOME/ssoenv ;;
    *) __ssoenv_state_folder=${HOME:-~}/.local/state/ssoenv ;;
  esac
  # Somebody else's may hold links to files of ours. Nothing is below this one, and nothing can be put there.
  [[ -O $__ssoenv_state_folder && ! -L $__ssoenv_state_folder ]] || __ssoenv_state_folder=/dev/null/ssoenv
  case ${XDG_CONFIG_HOME-} in
    /*) __ssoenv_settings_file=$XDG_CONFIG_HOME/ssoenv/config ;;
    *) __ssoenv_settings_file=${HOME:-~}/.config/ssoenv/config ;;
  esac
}

# The current second in __ssoenv_now.
if ((BASH_VERSINFO[0] >= 5)); then
  __ssoenv_clock() {
    __ssoenv_now=${EPOCHSECONDS-}
    # It loses its meaning when someone unsets it.
    case $__ssoenv_now in
      '' | *[!0123456789]*) builtin printf -v __ssoenv_now '%(%s)T' -1 ;;
    esac
  }
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 402)); then
  __ssoenv_clock() { builtin printf -v __ssoenv_now '%(%s)T' -1; }
else
  # One process for the first look at the clock; from then on bash counts. A user may set SECONDS back. The backslash: bash before
  # 4.4 reads what stands in `$(…)` when it runs, with aliases.
  __ssoenv_clock() {
    if [[ -z $__ssoenv_clock_offset || $SECONDS -lt $__ssoenv_clock_seconds ]]; then
      __ssoenv_clock_offset=$(($(\command date +%s) - SECONDS))
    fi
    __ssoenv_clock_seconds=$SECONDS
    __ssoenv_now=$((__ssoenv_clock_offset + SECONDS))
  }
fi

# Finds the nearest .ssoenv (__ssoenv_file) or directory bound by the settings, upward from $PWD.
__ssoenv_find() {
  local __ssoenv_candidate
  [[ $PWD == "$__ssoenv_levels_of" ]] || __ssoenv_list_levels
  __ssoenv_dir=$__ssoenv_settings_dir __ssoenv_file='' __ssoenv_text='' __ssoenv_opened=''
  for __ssoenv_candidate in ${__ssoenv_levels[@]+"${__ssoenv_levels[@]}"}; do
    [[ -e $__ssoenv_candidate ]] || continue
    __ssoenv_file=$__ssoenv_candidate
    __ssoenv_dir=${__ssoenv_candidate%/.ssoenv}
    : "${__ssoenv_dir:=/}"
    if [[ -f $__ssoenv_file && ! -L $__ssoenv_file && -O $__ssoenv_file && -r $__ssoenv_file ]]; then
      __ssoenv_opened=1
      IFS= builtin read -r -d '' -n 1100 __ssoenv_text <"$__ssoenv_file" || :
    fi
    return 0
  done
}

# The paths where a .ssoenv would count, nearest first, up to the nearest directory that the settings bind.
__ssoenv_list_levels() {
  local __ssoenv_level=$PWD __ssoenv_pattern __ssoenv_slashes
  __ssoenv_levels_of=$PWD __ssoenv_levels=() __ssoenv_settings_dir=''
  [[ $__ssoenv_level == /* ]] || return 0
  while :; do
    __ssoenv_level=${__ssoenv_level%/}
    __ssoenv_levels+=("$__ssoenv_level/.ssoenv")
    : "${__ssoenv_level:=/}"
    __ssoenv_slashes=${__ssoenv_level//[!\/]/}
    for __ssoenv_pattern in ${__ssoenv_patterns[@]+"${__ssoenv_patterns[@]}"}; do
      case ${__ssoenv_pattern%% *} in
        '*' | "${#__ssoenv_slashes}") ;;
        *) continue ;;
      esac
      __ssoenv_pattern=${__ssoenv_pattern#* }
      # shellcheck disable=SC2053 # a pattern: the program wrote it
      if [[ $__ssoenv_level == $__ssoenv_pattern ]]; then
        __ssoenv_settings_dir=$__ssoenv_level
        return 0
      fi
    done
    [[ $__ssoenv_level != / ]] || return 0
    __ssoenv_level=${__ssoenv_level%/*}
  done
}
