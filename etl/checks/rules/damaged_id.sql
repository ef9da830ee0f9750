(contains({cell}, '.') OR contains({cell}, ',') OR contains({cell}, '+'))
AND regexp_full_match({cell}, '[0-9]+[.,]0+|[0-9]([.,][0-9]+)?e[+][0-9]+|[0-9][.,][0-9]+e[0-9]+')
