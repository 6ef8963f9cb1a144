# shellcheck shell=bash
# bash completion for rejoinder(1). The table is the program's own: `rejoinder manual completion`.
_rejoinder_table() {
	cat <<'END'
@TABLE@
END
}

_rejoinder() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local args='' options=' --config=FILE --site=NAME --help' typed=() offer=()
	local table row_args row_options command group verb value i w
	table=$(_rejoinder_table)
	# bash cuts --option=value in three.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	[[ $prev == -o ]] && prev=--output

	# The command's own words: what is neither an option nor the value of one.
	for ((i = 1; i < COMP_CWORD; i++)); do
		w=${COMP_WORDS[i]}
		[[ $w == -o ]] && w=--output
		if [[ $w != -* ]]; then
			typed+=("$w")
		elif [[ $table == *" $w="* ]]; then
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
			((i++))
		fi
	done

	while IFS=';' read -r command row_args row_options _; do
		group=${command%% *}
		verb=${command#"$group"}
		verb=${verb# }
		if ((${#typed[@]} == 0)); then
			[[ " ${offer[*]} " == *" $group "* ]] || offer+=("$group")
		elif [[ ${typed[0]} == "$group" && -n $verb && ${#typed[@]} == 1 ]]; then
			offer+=("$verb")
		elif [[ ${typed[0]} == "$group" && ( -z $verb || ${typed[1]} == "$verb" ) ]]; then
			args=$row_args options=$row_options
		fi
	done <<<"$table"

	if [[ $cur == -* ]]; then
		args='' offer=()
		for w in $options; do
			offer+=("${w%%=*}")
		done
	elif [[ $prev == --* && $options == *" $prev="* ]]; then
		value=${options#*" $prev="}
		value=${value%% *}
		args=$value offer=()
		[[ $value == [a-z0-9]* ]] && IFS='|' read -r -a offer <<<"$value"
	fi
	if [[ $args == *FILE* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -W "${offer[*]}" -- "$cur")
	fi
}
complete -F _rejoinder rejoinder
