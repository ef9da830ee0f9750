CASE
    WHEN right({cell}, 1) BETWEEN '0' AND '9' THEN false
    ELSE list_contains({totals}, rtrim({cell}, ' :')) AND NOT list_contains({accepted}, {cell})
END
