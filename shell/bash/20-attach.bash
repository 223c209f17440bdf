# Taking a place in PROMPT_COMMAND, PS0 and preexec_functions, and giving it up.

# Runs at load, and at a prompt when PROMPT_COMMAND is another than at the last one. Elements of an array are only changed in
# place then: bash is walking through them.
__ssoenv_attach() {
  local IFS=$__ssoenv_nl __ssoenv_own __ssoenv_tail
  __ssoenv_see_others
  __ssoenv_own=${PROMPT_COMMAND[*]-}
  if ! __ssoenv_can_set_commands; then
    [[ -n $__ssoenv_first ]] && __ssoenv_readonly=1
    return 0
  fi
  case $__ssoenv_builder:$__ssoenv_own:$__ssoenv_elsewhere in
    # A prompt builder has come ahead of us into bash-preexec's list, or direnv behind us.
    precmd:*__ssoenv_on_prompt*:*) __ssoenv_put_first_again ;;
    *:*__ssoenv_on_prompt*_direnv_hook*:*) __ssoenv_put_first_again ;;
    *__ssoenv_on_prompt*) ;;
    *) __ssoenv_put_first ;;
  esac
  if [[ $__ssoenv_opt_prompt == 1 && -z $__ssoenv_builder ]]; then
    __ssoenv_tail=${__ssoenv_own##*__ssoenv_on_ps1}
    __ssoenv_tail=${__ssoenv_tail//__bp_interactive_mode/}
    __ssoenv_tail=${__ssoenv_tail/#' ;; esac'/}
    if [[ $__ssoenv_own$__ssoenv_elsewhere != *__ssoenv_on_ps1* ]]; then
      __ssoenv_put_last
    elif [[ $__ssoenv_own == *__ssoenv_on_ps1* && $__ssoenv_tail == *[![:space:]\;]* ]]; then
      __ssoenv_take_out "$__ssoenv_entry_last"
      __ssoenv_put_last
    fi
  fi
  __ssoenv_attach_before
  IFS=' '
  __ssoenv_commands_seen=${PROMPT_COMMAND[*]-}
}

# PROMPT_COMMAND is not readonly. bash 4.4 and older report no failure of `printf -v`.
__ssoenv_can_set_commands() {
  # shellcheck disable=SC2128
  local __ssoenv_was=${PROMPT_COMMAND-} __ssoenv_set=${PROMPT_COMMAND[*]+set}
  builtin printf -v PROMPT_COMMAND %s "$__ssoenv_was " || return 1
  [[ $PROMPT_COMMAND == "$__ssoenv_was " ]] || return 1
  builtin printf -v PROMPT_COMMAND %s "$__ssoenv_was"
  [[ -n $__ssoenv_set ]] || builtin unset -v PROMPT_COMMAND
}

# Which other tools stand in the prompt's way: __ssoenv_direnv, __ssoenv_builder (`precmd` where bash-preexec runs it), and what
# runs at a prompt beside PROMPT_COMMAND.
__ssoenv_see_others() {
  local __ssoenv_precmd=" ${precmd_functions[*]-} "
  __ssoenv_elsewhere="${STARSHIP_PROMPT_COMMAND-} ${__vsc_original_prompt_command[*]-}$__ssoenv_precmd"
  __ssoenv_direnv='' __ssoenv_builder=''
  case "${PROMPT_COMMAND[*]-} $__ssoenv_elsewhere" in *_direnv_hook*) __ssoenv_direnv=1 ;; esac
  case "${PROMPT_COMMAND[*]-} $__ssoenv_elsewhere" in *starship_precmd* | *_omp_hook*) __ssoenv_builder=1 ;; esac
  case $__ssoenv_direnv$__ssoenv_precmd in
    1*) ;;
    *starship_precmd* | *_omp_hook*) __ssoenv_builder=precmd ;;
  esac
}

__ssoenv_put_first_again() {
  __ssoenv_take_out "$__ssoenv_entry_first"
  __ssoenv_put_first
}

# After direnv's hook, else in front of everything; where starship has taken PROMPT_COMMAND over, in what it runs first.
__ssoenv_put_first() {
  local __ssoenv_index __ssoenv_found=''
  case ${PROMPT_COMMAND[*]-} in
    *starship_precmd*)
      __ssoenv_insert "${STARSHIP_PROMPT_COMMAND-}"
      STARSHIP_PROMPT_COMMAND=$__ssoenv_inserted
      return
      ;;
  esac
  if [[ $__ssoenv_builder == precmd ]]; then
    # A builder in bash-preexec's list, which runs ahead of PROMPT_COMMAND.
    precmd_functions=(__ssoenv_on_prompt ${precmd_functions[@]+"${precmd_functions[@]}"})
    return
  fi
  if ! __ssoenv_is_array; then
    # shellcheck disable=SC2128,SC2178
    __ssoenv_insert "${PROMPT_COMMAND-}"
    # shellcheck disable=SC2178
    PROMPT_COMMAND=$__ssoenv_inserted
    return
  fi
  for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
    case ${PROMPT_COMMAND[__ssoenv_index]} in *_direnv_hook*) __ssoenv_found=$__ssoenv_index ;; esac
  done
  if [[ -z $__ssoenv_found && -n $__ssoenv_loading ]]; then
    PROMPT_COMMAND=("$__ssoenv_entry_first" "${PROMPT_COMMAND[@]}")
    return
  fi
  for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
    : "${__ssoenv_found:=$__ssoenv_index}"
  done
  __ssoenv_insert "${PROMPT_COMMAND[__ssoenv_found]}"
  PROMPT_COMMAND[__ssoenv_found]=$__ssoenv_inserted
}

# Behind everything but bash-preexec's mark that the next command is the person's.
__ssoenv_put_last() {
  # shellcheck disable=SC2128
  case ${PROMPT_COMMAND-} in
    *"$__ssoenv_nl"__bp_interactive_mode)
      # shellcheck disable=SC2178
      PROMPT_COMMAND=${PROMPT_COMMAND%__bp_interactive_mode}$__ssoenv_entry_last${__ssoenv_nl}__bp_interactive_mode
      return
      ;;
  esac
  if __ssoenv_is_array; then
    local __ssoenv_index
    for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
      if [[ ${PROMPT_COMMAND[__ssoenv_index]} == __bp_interactive_mode ]]; then
        PROMPT_COMMAND[__ssoenv_index]=$__ssoenv_entry_last${__ssoenv_nl}__bp_interactive_mode
        return
      fi
    done
    PROMPT_COMMAND+=("$__ssoenv_entry_last")
  else
    # shellcheck disable=SC2178,SC2128
    PROMPT_COMMAND=$PROMPT_COMMAND$__ssoenv_nl$__ssoenv_entry_last
  fi
}

# bash runs every element from 5.1 on; before, only the first.
__ssoenv_is_array() {
  # Under `set -u`, bash 5.2 takes `${#name[@]}` of a plain variable for an unset one.
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && [[ -n ${PROMPT_COMMAND[*]+set} ]] &&
    [[ ${!PROMPT_COMMAND[*]} != 0 || ${PROMPT_COMMAND@a} == *a* ]]
}

# __ssoenv_inserted becomes the commands $1 with our entry after direnv's hook, else in front. Lines of their own hold for every
# end that $1 may have: `;`, `&`, a line break, a comment.
__ssoenv_insert() {
  local __ssoenv_rest=${1##*_direnv_hook} __ssoenv_start
  case $1 in
    *_direnv_hook*) ;;
    *)
      __ssoenv_inserted=$__ssoenv_entry_first${1:+$__ssoenv_nl$1}
      return
      ;;
  esac
  __ssoenv_start=${1%"$__ssoenv_rest"}
  case $__ssoenv_rest in
    ';'*) __ssoenv_rest=${__ssoenv_rest#?} ;;
    "$__ssoenv_nl"*) __ssoenv_rest=${__ssoenv_rest#?} ;;
    '') ;;
    *) __ssoenv_start=$1 __ssoenv_rest='' ;;
  esac
  __ssoenv_inserted=$__ssoenv_start$__ssoenv_nl$__ssoenv_entry_first${__ssoenv_rest:+$__ssoenv_nl$__ssoenv_rest}
}

# Takes the entry $1 out of all places where it may be.
__ssoenv_take_out() {
  local __ssoenv_index __ssoenv_all
  if __ssoenv_is_array; then
    for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
      __ssoenv_without "${PROMPT_COMMAND[__ssoenv_index]}" "$1"
      [[ ${PROMPT_COMMAND[__ssoenv_index]} == "$__ssoenv_inserted" ]] || PROMPT_COMMAND[__ssoenv_index]=$__ssoenv_inserted
    done
  elif [[ -n ${PROMPT_COMMAND-} ]]; then
    # shellcheck disable=SC2128
    __ssoenv_without "$PROMPT_COMMAND" "$1"
    # shellcheck disable=SC2178
    PROMPT_COMMAND=$__ssoenv_inserted
  fi
  if [[ -n ${STARSHIP_PROMPT_COMMAND-} ]]; then
    __ssoenv_without "$STARSHIP_PROMPT_COMMAND" "$1"
    STARSHIP_PROMPT_COMMAND=$__ssoenv_inserted
  fi
  __ssoenv_all=()
  for __ssoenv_index in ${precmd_functions[@]+"${precmd_functions[@]}"}; do
    [[ $1 == *"$__ssoenv_index"* && $__ssoenv_index == __ssoenv_* ]] || __ssoenv_all+=("$__ssoenv_index")
  done
  [[ ${__ssoenv_all[*]-} == "${precmd_functions[*]-}" ]] || precmd_functions=(${__ssoenv_all[@]+"${__ssoenv_all[@]}"})
}

__ssoenv_without() {
  __ssoenv_inserted=$1
  case $1 in
    "$2") __ssoenv_inserted=: ;;
    *"$2$__ssoenv_nl"*) __ssoenv_inserted=${1/"$2$__ssoenv_nl"/} ;;
    *"$__ssoenv_nl$2"*) __ssoenv_inserted=${1/"$__ssoenv_nl$2"/} ;;
    *"$2"*) __ssoenv_inserted=${1/"$2"/:} ;;
  esac
}

# PS0 is expanded before each command. Ours is nothing but a comparison of two numbers until `before` is reached.
__ssoenv_attach_before() {
  if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    __ssoenv_ps0=''
    case " ${preexec_functions[*]-} " in
      *__ssoenv_on_preexec*) ;;
      *) preexec_functions+=(__ssoenv_on_preexec) ;;
    esac
  elif ((BASH_VERSINFO[0] >= 5)); then
    __ssoenv_ps0='${__ssoenv_gate[EPOCHSECONDS>=__ssoenv_before]:+$(__ssoenv_on_ps0)}'
  fi
}

# Without promptvars bash would show the text of our part.
__ssoenv_look_at_ps0() {
  if [[ -z $__ssoenv_ps0 ]] || ! builtin shopt -q promptvars; then
    __ssoenv_remove_ps0
  elif [[ ${PS0-} != *'${__ssoenv_gate['* ]]; then
    PS0=${PS0-}$__ssoenv_ps0
  fi
}

__ssoenv_remove_ps0() {
  case ${PS0-} in
    *'${__ssoenv_gate['*) PS0=${PS0/'${__ssoenv_gate[EPOCHSECONDS>=__ssoenv_before]:+$(__ssoenv_on_ps0)}'/} ;;
  esac
}
