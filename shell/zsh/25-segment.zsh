# The segment in PROMPT, by way of psvar.

# psvar: the text at 30; from 31 on the four colours, of which the one that holds is not empty (the prompt asks `%(31V…)`); at 35
# whether there is any.
__ssoenv_fill() {
  local -i index
  if [[ -n $__ssoenv_shown || $#psvar -ge 30 ]]; then
    if (( $#psvar < 30 )); then
      __ssoenv_psvar_length=$#psvar
    fi
    psvar[30]=$__ssoenv_shown
    for index in 1 2 3 4; do
      psvar[30+index]=${${(M)__ssoenv_colour:#$index}:+1}
    done
    psvar[35]=${__ssoenv_colour#0}
  fi
}

# The segment's text in PROMPT. It is only ever this: names stay in psvar, where nothing is expanded.
typeset -g __ssoenv_segment='%(30V.%(31V.%F{green}.)%(32V.%F{yellow}.)%(33V.%F{red}.)%(34V.%F{magenta}.)%30v%(35V.%f.) .)'

# Last of the precmd functions, after whatever rebuilds PROMPT or empties psvar: sees that the segment stands in it, once.
__ssoenv_prompt() {
  if [[ ${psvar[30]-} != "$__ssoenv_shown" ]]; then
    __ssoenv_fill
  fi
  if [[ $PROMPT != *'%30v'* && $PROMPT$RPROMPT != *SSOENV_PROMPT* ]] && __ssoenv_wants_segment; then
    __ssoenv_insert
  fi
}

# Nobody else draws the prompt and shows AWS_PROFILE, and the user wants it.
__ssoenv_wants_segment() {
  (( __ssoenv_opt_prompt )) && [[ $__ssoenv_settings[prompt] != off && $PROMPT != *(starship|oh-my-posh|_omp_)* ]] &&
    [[ -z ${(M)precmd_functions:#(_p9k_*|*starship_precmd|*omp_precmd)} ]]
}

# Before the prompt's last line; but not into the middle of a `%(…)`, `$(…)` or `${…}` that spans lines.
__ssoenv_insert() {
  local before= last=$PROMPT break=$'\n'
  # As pure spells it.
  if [[ $PROMPT == *'${prompt_newline}'* ]]; then
    break='${prompt_newline}'
  fi
  if [[ $PROMPT == *"$break"* ]]; then
    before=${PROMPT%"$break"*}$break
    last=${PROMPT##*"$break"}
    if [[ ${#before//[^(]} != ${#before//[^)]} || ${#before//[^\{]} != ${#before//[^\}]} ]] ||
      (( ${#before//[^\`]} % 2 )); then
      before= last=$PROMPT
    fi
  fi
  PROMPT=$before$__ssoenv_segment$last
}
