package io.fairlead.template;

/**
 * A word of the language.
 *
 * @param text as it is written
 * @param line where it starts, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    TEXT,
    LEFT,
    RIGHT,
    SPACE,
    IDENTIFIER,
    FIELD,
    VARIABLE,
    DOT,
    NUMBER,
    CHARACTER,
    STRING,
    RAW_STRING,
    PIPE,
    OPEN,
    CLOSE,
    COMMA,
    ASSIGN,
    DECLARE,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isWord(String word) {
    return kind == Kind.IDENTIFIER && text.equals(word);
  }

  /** For people. */
  String shown() {
    return kind == Kind.END ? "the end of the text" : "'" + text + "'";
  }
}
