// Runs templates through Go's own text/template: the peer that ours is held against.
//
// Standard input: a JSON object {"text", "data"} a line. Standard output: for each
// {"out"} or {"error"} a line, in the same order.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type question struct {
	Text string `json:"text"`
	Data any    `json:"data"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var asked question
		reader := json.NewDecoder(strings.NewReader(in.Text()))
		reader.UseNumber()
		if err := reader.Decode(&asked); err != nil {
			panic(err)
		}
		var said strings.Builder
		parsed, err := template.New("t").Parse(asked.Text)
		if err == nil {
			err = parsed.Execute(&said, plain(asked.Data))
		}
		if err != nil {
			out.Encode(map[string]string{"error": err.Error()})
		} else {
			out.Encode(map[string]string{"out": said.String()})
		}
	}
}

// Whole numbers as int, as a program would have them.
func plain(value any) any {
	switch known := value.(type) {
	case json.Number:
		if whole, err := known.Int64(); err == nil {
			return int(whole)
		}
		real, _ := known.Float64()
		return real
	case []any:
		for i := range known {
			known[i] = plain(known[i])
		}
	case map[string]any:
		for key := range known {
			known[key] = plain(known[key])
		}
	}
	return value
}
