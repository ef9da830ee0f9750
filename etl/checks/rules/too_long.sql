length({cell}) > {longest}
