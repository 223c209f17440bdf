# Taking a place among the functions of precmd, chpwd and preexec, and giving it up.

# Usage: __ssoenv_attach ARRAY FUNCTION
# Right after direnv's hook, otherwise first: prompt builders are to find the values of this prompt.
__ssoenv_attach() {
  local -a others=("${(@)${(@P)1}:#$2}")
  local -i at=${others[(Ie)_direnv_hook]}
  set -A $1 "${(@)others[1,at]}" $2 "${(@)others[at+1,-1]}"
}

__ssoenv_detach() {
  set -A $1 "${(@)${(@P)1}:#$2}"
  if [[ ${(P)#1} == 0 ]]; then
    builtin unset $1
  fi
}

# Puts things right that were loaded later: direnv in front, the segment behind whatever builds the prompt.
__ssoenv_order() {
  if (( ${precmd_functions[(Ie)_direnv_hook]} > ${precmd_functions[(Ie)__ssoenv_precmd]} )); then
    __ssoenv_attach precmd_functions __ssoenv_precmd
    __ssoenv_attach chpwd_functions __ssoenv_chpwd
  fi
  if [[ $precmd_functions[-1] != __ssoenv_prompt ]] && __ssoenv_wants_segment; then
    precmd_functions=("${(@)precmd_functions:#__ssoenv_prompt}" __ssoenv_prompt)
    # zsh goes through a copy of the array: this once, the segment comes after all of it by another way.
    { builtin sched +0 __ssoenv_prompt } 2>/dev/null || :
  fi
}
