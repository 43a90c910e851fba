// Package literals makes its clients by composite literals.
package literals

import (
	"context"
	"sync"

	"github.com/segmentio/kafka-go"
)

type producer struct {
	writer   *kafka.Writer
	messages []kafka.Message
}

type bus struct {
	producers sync.Pool // want "`producer.writer` is a"
}

func (b *bus) send(ctx context.Context, value []byte) error {
	p, ok := b.producers.Get().(*producer)
	if !ok {
		p = &producer{writer: &kafka.Writer{Topic: "events"}}
	}
	defer b.producers.Put(p)
	p.messages = append(p.messages[:0], kafka.Message{Value: value})
	return p.writer.WriteMessages(ctx, p.messages...)
}
